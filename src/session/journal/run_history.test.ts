import { expect, test } from 'vitest';
import { writeExactJson } from '../../formats/exact_json.ts';
import type { WorkerEvent } from '../protocol.ts';
import { HistoryCollector, type RunHistory, readHistory } from './run_history.ts';
import { sampleHistory } from './sample_history.ts';
import { stepRows } from './step_columns.ts';

const bytesOf = (history: unknown) => new TextEncoder().encode(writeExactJson(history));

/** A copy with another value at a path such as `events.7.evaluation.kl`. */
function changed(path: string, value: unknown): RunHistory {
  const copy = structuredClone(sampleHistory) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const holder = keys.slice(0, -1).reduce((part, key) => part[key] as Record<string, unknown>, copy);
  holder[keys.at(-1)!] = value;
  return copy as unknown as RunHistory;
}

test('a history comes back to the bit', () => {
  expect(readHistory(bytesOf(sampleHistory))).toEqual(sampleHistory);
});

test('what is collected comes back in a history, the last of what replaces and all of what adds', () => {
  const collector = new HistoryCollector();
  const rows = stepRows(sampleHistory.steps, sampleHistory.latestStep);
  for (const metrics of rows) collector.add({ type: 'step', runId: 4, metrics });
  const earlier: WorkerEvent[] = [
    { type: 'pace', runId: 4, evaluationMs: 1 },
    { type: 'status', runId: 4, status: 'running', phase: 'sample', step: 1, round: 1, totalSteps: 2 },
  ];
  for (const event of [...earlier, ...sampleHistory.events]) collector.add(event);
  collector.change(sampleHistory.changes[0]);
  const read = readHistory(collector.take());
  expect(collector.isEmpty).toBe(true);
  expect(read.latestStep).toEqual(sampleHistory.latestStep);
  expect(stepRows(read.steps, read.latestStep)).toEqual(rows);
  expect(read.changes).toEqual(sampleHistory.changes);
  const sorted = (events: RunHistory['events']) => events.toSorted((a, b) => (a.type < b.type ? -1 : 1));
  expect(sorted(read.events)).toEqual(sorted(sampleHistory.events));
});

const at = (type: string) => `events.${sampleHistory.events.findIndex((event) => event.type === type)}`;

test.each([
  ['steps.loss', new Float64Array(1), 'steps (expected columns of one length)'],
  ['steps.loss', 'text', 'steps.loss (expected a column of numbers)'],
  ['latestStep.clipped', 1, 'latestStep.clipped (expected true or false)'],
  ['changes.0.to', { task: 'strings', gamma: -1 }, 'changes.0.to (expected settings in their bounds: '],
  ['changes.0.to', { gamma: 1 }, 'changes.0.to (expected settings in their bounds: unknown task)'],
  [`${at('evaluation')}.evaluation.kl`, 3, `${at('evaluation')}.evaluation.kl (expected`],
  [`${at('evaluation')}.type`, 'strange', `${at('evaluation')}.type (expected`],
  [
    `${at('microscope')}.microscope.reward`,
    [1],
    `${at('microscope')}.microscope (expected lists of one length)`,
  ],
  [
    `${at('microscope')}.microscope.tokens.0.logPrior`,
    [1],
    `${at('microscope')}.microscope.tokens.0 (expected lists`,
  ],
  [
    `${at('microscope')}.microscope.pairs.0.winner`,
    2,
    `${at('microscope')}.microscope (expected pairs of its samples)`,
  ],
  [
    `${at('microscope')}.microscope.promptText`,
    'x'.repeat(70_000),
    `${at('microscope')}.microscope.promptText (expected text of at most`,
  ],
  [`${at('view')}.view.verdict`, 'C', `${at('view')}.view.verdict (expected A, B or tie)`],
  [`${at('exact-world')}.world.names`, ['a'], `${at('exact-world')}.world (expected lists of one length)`],
  [`${at('markov-world')}.world.symbols`, [], `${at('markov-world')}.world (expected tables of its symbols)`],
  [
    `${at('markov-world')}.world.frontier`,
    [],
    `${at('markov-world')}.world.frontier (expected one point at least)`,
  ],
])('refuses another %s', (path, value, reason) => {
  expect(() => readHistory(bytesOf(changed(path, value)))).toThrow(`invalid history: ${reason}`);
});

test('refuses what is no JSON', () => {
  expect(() => readHistory(Uint8Array.of(0xff))).toThrow(/^invalid history: .* \(expected JSON\)$/);
});

test('settings that an older version lacked take the defaults', () => {
  const { gamma: _, ...older } = sampleHistory.changes[0].from;
  const read = readHistory(bytesOf(changed('changes.0.from', older)));
  expect(read.changes[0].from).toEqual(sampleHistory.changes[0].from);
});
