// docs/faults.md: every fault of the suite, what the visitor sees, and what is lost.
import { faultGroups } from '../faults/all_faults.ts';
import { LOSSES } from '../faults/fault.ts';
import { generatedFrom, page, table } from './markdown.ts';

export function faultDocs(): string {
  const count = faultGroups.reduce((sum, { faults }) => sum + faults.length, 0);
  return page([
    '# What becomes of a run when things break',
    generatedFrom('`scripts/faults/`'),
    'The promise: never more than five seconds of training are lost, and a bad file never changes your work.',
    `\`npm run faults\` plays ${count} faults against the built page in headless Chromium, with real crashes, real processes that are killed, and a server that lies about files. Those marked • are part of \`npm test\`. \`npm run faults -- tab-crashes storage\` plays those whose names begin so.`,
    'Each is checked for five things. The page says what stands in the table, or carries on. The run stands at the step of its last piece, or beyond. It then trains on. Other runs in the list are untouched to the byte. The browser’s console has no error that does not belong to the fault.',
    ...faultGroups.flatMap(({ title, faults }) => [
      `## ${title}`,
      table(
        ['Fault', 'What happens', 'What the visitor sees', 'What is lost'],
        faults.map(({ name, fast, does, sees, loses }) => [
          `\`${name}\`${fast ? ' •' : ''}`,
          does,
          sees,
          LOSSES[loses],
        ]),
      ),
    ]),
  ]);
}
