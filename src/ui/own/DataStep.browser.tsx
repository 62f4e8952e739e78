// What became of a file of data: the report, and the whole list of what does not fit as a file.
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderOnPage } from '../frame/played_page.tsx';
import { DataStep } from './DataStep.tsx';

const lines = Array.from({ length: 20 }, (_, i) => JSON.stringify({ prompt: `note ${i}` }));

test('lists every line that does not fit in a file, and offers none where all fit', async () => {
  const blobs: Blob[] = [];
  const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return '#';
  });
  const { screen } = await renderOnPage(<DataStep />);
  const choose = screen.getByLabelText('Choose files…');
  const button = screen.getByRole('button', { name: 'Download what does not fit (CSV)' });
  await userEvent.upload(choose, new File([lines.join('\n')], 'all.jsonl'));
  await expect.element(screen.getByText('20 of 20 lines used.')).toBeVisible();
  expect(button.query()).toBeNull();
  await userEvent.upload(choose, new File([[...lines, '{"prompt": 7}'].join('\n')], 'some.jsonl'));
  await expect.element(screen.getByText(/^20 of 21 lines used/)).toBeVisible();
  await button.click();
  expect(blobs).toHaveLength(1);
  expect(await blobs[0].text()).toMatch(/^line,reason\r\n21,/);
  create.mockRestore();
});
