// Renders SVG drawings as PNG with an installed browser.
import { chromium } from 'playwright';
import { findBrowser, sandboxArguments, withoutSignals } from './browser.mjs';

/** One PNG per drawing, at twice its size. Throws without a browser. */
export async function renderPngs(drawings: readonly string[]): Promise<Buffer[]> {
  const executablePath = await findBrowser();
  if (executablePath === undefined) throw new Error('no browser found');
  const browser = await chromium.launch({ executablePath, args: sandboxArguments, ...withoutSignals });
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    const pictures: Buffer[] = [];
    for (const svg of drawings) {
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      pictures.push(await page.locator('svg').screenshot({ type: 'png' }));
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
