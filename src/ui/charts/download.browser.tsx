import { expect, test, vi } from 'vitest';
import { download } from './download.ts';

test('a browser that reads the file after the click still finds it', async () => {
  const clicked: HTMLAnchorElement[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this);
  });
  download('note.txt', new Blob(['text']));
  click.mockRestore();
  expect(clicked).toHaveLength(1);
  expect(clicked[0].download).toBe('note.txt');
  await new Promise((resolve) => setTimeout(resolve));
  expect(await (await fetch(clicked[0].href)).text()).toBe('text');
});
