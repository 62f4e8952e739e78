// Accessibility rules of axe-core, run in the page as it stands.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, ImpactValue } from 'axe-core';

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const grave: readonly (ImpactValue | undefined)[] = ['serious', 'critical'];

/** Every rule in light, and those of colour in dark: the others do not look at colours. */
const passes = [
  { colorScheme: 'light', options: { resultTypes: ['violations'] } },
  {
    colorScheme: 'dark',
    options: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
  },
] as const;

/** The serious and critical violations in light and in dark, each as one line: rule, what it asks for, where. */
export async function violations(page: Page): Promise<string[]> {
  // Not as a script element: the page's policy allows none of its own.
  await page.evaluate(script);
  const lines: string[] = [];
  for (const { colorScheme, options } of passes) {
    await page.emulateMedia({ colorScheme });
    const results: AxeResults = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
    for (const { impact, id, help, nodes } of results.violations)
      if (grave.includes(impact))
        lines.push(...nodes.map(({ target }) => `${colorScheme}: ${id}: ${help} (${target.join(' ')})`));
  }
  await page.emulateMedia({ colorScheme: null });
  return lines;
}
