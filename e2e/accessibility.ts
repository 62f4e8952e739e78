// Accessibility rules of axe-core, run in the page as it stands.
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, ImpactValue } from 'axe-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const grave: readonly (ImpactValue | undefined)[] = ['serious', 'critical'];

/** The serious and critical violations, each as one line: rule, what it asks for, where. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: script });
  const results: AxeResults = await page.evaluate('axe.run()');
  return results.violations
    .filter(({ impact }) => grave.includes(impact))
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}
