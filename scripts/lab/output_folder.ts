// Writes a run to its folder: run.json, metrics.csv and a picture of the frontier. The picture comes last, so that its
// failure cannot lose the run. Without a browser to render a PNG, it stays an SVG.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { renderPngs } from '../lib/render_png.ts';
import { frontierSvg } from './frontier_svg.ts';
import { metricsCsv } from './metrics_csv.ts';
import type { RunRecord } from './recorder.ts';

/** Names of the files written. */
export async function writeRun(
  record: RunRecord,
  folder: string,
  say: (line: string) => void,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(record, null, 1)}\n`);
  writeFileSync(join(folder, 'metrics.csv'), metricsCsv(record.steps, record.evaluations));
  const svg = frontierSvg(record);
  const [png, drawing] = ['frontier.png', 'frontier.svg'];
  for (const old of [png, drawing]) rmSync(join(folder, old), { force: true });
  try {
    const [picture] = await renderPngs([svg]);
    writeFileSync(join(folder, png), picture);
    return ['run.json', 'metrics.csv', png];
  } catch (error) {
    const reason = reasonOf(error).split('\n')[0];
    say(`${drawing} instead of ${png}: ${reason} (npx playwright install chromium, or set CHROME_PATH)`);
    writeFileSync(join(folder, drawing), svg);
    return ['run.json', 'metrics.csv', drawing];
  }
}
