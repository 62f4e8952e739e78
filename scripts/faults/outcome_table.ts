// What was seen of each fault, as Markdown.
import { table } from '../lib/markdown.ts';
import type { FaultOutcome } from './play_fault.ts';

const HEAD = ['Fault', 'As promised', 'What the page said', 'Steps lost', 'Seconds since the last piece'];

const lost = ({ step, stepAfter }: FaultOutcome): string =>
  step === undefined ? '–' : stepAfter === undefined ? 'all' : String(Math.max(0, step - stepAfter));

export const outcomeTable = (outcomes: readonly FaultOutcome[]): string =>
  table(
    HEAD,
    outcomes.map((outcome) => [
      outcome.name,
      outcome.problems.length === 0 ? 'yes' : 'NO',
      outcome.said ?? '–',
      lost(outcome),
      outcome.sincePieceMs === undefined ? '–' : (outcome.sincePieceMs / 1000).toFixed(1),
    ]),
  );
