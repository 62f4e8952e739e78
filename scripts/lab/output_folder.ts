// Writes a run to its folder: run.json, metrics.csv, run.zip and a picture of the frontier. The picture comes last, so that its
// failure cannot lose the run. Without a browser to render a PNG, it stays an SVG.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { metricsCsv } from '../../src/formats/metrics_csv.ts';
import { renderPngs } from '../lib/render_png.ts';
import { frontierSvg } from './frontier_svg.ts';
import type { RunRecord } from './recorder.ts';
import { RUN_FILES } from './run_files.ts';

/** In one go: a run may go on from the very file that it replaces. */
function writeZip(zip: Uint8Array | undefined, folder: string): string[] {
  const path = join(folder, RUN_FILES.zip);
  if (!zip) {
    rmSync(path, { force: true });
    return [];
  }
  writeFileSync(`${path}.part`, zip);
  renameSync(`${path}.part`, path);
  return [RUN_FILES.zip];
}

/** Names of the files written. @param zip absent: nothing was trained. */
export async function writeRun(
  record: RunRecord,
  zip: Uint8Array | undefined,
  folder: string,
  say: (line: string) => void,
): Promise<string[]> {
  writeFileSync(join(folder, RUN_FILES.run), `${JSON.stringify(record, null, 1)}\n`);
  writeFileSync(join(folder, RUN_FILES.metrics), metricsCsv(record.steps, record.evaluations));
  const written: string[] = [RUN_FILES.run, RUN_FILES.metrics, ...writeZip(zip, folder)];
  const svg = frontierSvg(record);
  for (const old of [RUN_FILES.png, RUN_FILES.svg]) rmSync(join(folder, old), { force: true });
  try {
    const [picture] = await renderPngs([svg]);
    writeFileSync(join(folder, RUN_FILES.png), picture);
    return [...written, RUN_FILES.png];
  } catch (error) {
    const reason = reasonOf(error).split('\n')[0];
    say(
      `${RUN_FILES.svg} instead of ${RUN_FILES.png}: ${reason} (npx playwright install chromium, or set CHROME_PATH)`,
    );
    writeFileSync(join(folder, RUN_FILES.svg), svg);
    return [...written, RUN_FILES.svg];
  }
}
