// What was seen of each fault, as Markdown.
import { page, table } from '../lib/markdown.ts';
import type { FaultOutcome } from './play_fault.ts';

const HEAD = ['Fault', 'As promised', 'What the page said', 'Steps lost', 'Seconds since the last piece'];
const ABSENT = '–';

const lost = ({ step, stepAfter }: FaultOutcome): string => {
  if (step === undefined) return ABSENT;
  return stepAfter === undefined ? 'all' : String(Math.max(0, step - stepAfter));
};

/** The page shows what visitors and files say as text, and so does this table. */
const asText = (said: string): string => said.replaceAll('<', '&lt;').replaceAll('`', '’');

export const outcomeTable = (outcomes: readonly FaultOutcome[]): string =>
  table(
    HEAD,
    outcomes.map((outcome) => [
      outcome.name,
      outcome.problems.length === 0 ? 'yes' : 'NO',
      outcome.said === undefined ? ABSENT : asText(outcome.said),
      lost(outcome),
      outcome.sincePieceMs === undefined ? ABSENT : (outcome.sincePieceMs / 1000).toFixed(1),
    ]),
  );

export function verdict(outcomes: readonly FaultOutcome[]): string {
  const good = outcomes.filter(({ problems }) => problems.length === 0).length;
  const longest = Math.max(0, ...outcomes.map(({ sincePieceMs = 0 }) => sincePieceMs)) / 1000;
  return `${good} of ${outcomes.length} faults ended as promised. At most ${longest.toFixed(1)} s lay between the last piece and a fault.`;
}

export const recordPage = (outcomes: readonly FaultOutcome[]): string =>
  page([
    '# What was seen of each fault',
    '<!-- Written by `npm run faults -- --record`. -->',
    'What each fault is, and what is promised: [docs/faults.md](../docs/faults.md). The runs are small, and train on the CPU engine unless the name begins with gpu.',
    verdict(outcomes),
    outcomeTable(outcomes),
  ]);
