// Pictures of figures beside their drawings. Without a browser there are only the drawings.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import type { ResultFigure } from '../../src/experiments/experiment.ts';
import { figureSvg } from '../../src/experiments/report/figure_svg.ts';
import { renderPngs } from '../lib/render_png.ts';

export async function writePngs(
  figures: readonly ResultFigure[],
  out: string,
  say: (line: string) => void,
): Promise<void> {
  try {
    const pictures = await renderPngs(figures.map(figureSvg));
    figures.forEach(({ id }, i) => {
      writeFileSync(join(out, `${id}.png`), pictures[i]);
    });
  } catch (error) {
    const reason = reasonOf(error).split('\n')[0];
    for (const { id } of figures) rmSync(join(out, `${id}.png`), { force: true });
    say(`no PNG, only SVG: ${reason} (npx playwright install chromium, or set CHROME_PATH)`);
  }
}
