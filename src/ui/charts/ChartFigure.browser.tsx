import { expect, test } from 'vitest';
import { renderOnPage } from '../frame/played_page.tsx';
import { ChartFigure } from './ChartFigure.tsx';

const points = [
  { x: 0, y: -1 },
  { x: 1, y: 10 },
];
const series = [{ id: 'a', label: 'loss', colour: '--ink', points }];
const axes = { x: { label: 'step' }, y: { label: 'nats' } } as const;

/** Texts of the files that the page saves, by name. */
function savedFiles() {
  const saved = new Map<string, Blob>();
  const blobs = new Map<string, Blob>();
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob: Blob) => {
    const url = createObjectURL.call(URL, blob);
    blobs.set(url, blob);
    return url;
  };
  HTMLAnchorElement.prototype.click = function () {
    saved.set(this.download, blobs.get(this.href)!);
  };
  return saved;
}

test('saves its numbers and its picture, and says where they come from', async () => {
  const saved = savedFiles();
  const { screen, say } = await renderOnPage(
    <ChartFigure
      title="Loss"
      explanation="What it is."
      fileName="loss"
      label="Loss over steps"
      series={series}
      {...axes}
      mayBeLogarithmic
    />,
  );
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads' } });
  await screen.getByRole('button', { name: 'Table, files and axes' }).click();
  for (const file of ['CSV', 'JSON', 'PNG']) {
    await screen.getByRole('button', { name: file, exact: true }).click();
    // Each is made when it is asked for, so a second click could overtake the first.
    await expect.poll(() => saved.has(`loss.${file.toLowerCase()}`)).toBe(true);
  }
  expect(saved.size).toBe(3);
  const rows = (await saved.get('loss.csv')!.text()).split('\r\n');
  expect(rows[1]).toContain('CPU · 2 threads');
  expect(JSON.parse(await saved.get('loss.json')!.text()).provenance.link).toContain('#train');
  expect(saved.get('loss.png')!.size).toBeGreaterThan(1000);

  await screen.getByRole('button', { name: 'Table', exact: true }).click();
  const cells = () => screen.getByRole('table').element().querySelectorAll('tbody tr').length;
  expect(cells()).toBe(2);
  // A logarithmic axis has no place for −1.
  await screen.getByLabelText('Vertical axis').selectOptions('logarithmic');
  await expect.poll(cells).toBe(1);
});
