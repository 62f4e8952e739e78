// Pieces of a run for tests: two steps each, and an evaluation at the second.
import { defaults } from '../config/presets.ts';
import { HistoryCollector } from '../session/journal/run_history.ts';
import { digestOf, type RunPiece } from '../session/journal/run_piece.ts';
import { evaluationEvent, stepEvent } from './sample_events.ts';

export const sampleBytes = (...values: number[]) => new Uint8Array(values);

export function samplePiece(index: number, part: Partial<RunPiece> = {}): RunPiece {
  const step = 2 * (index + 1);
  const history = new HistoryCollector();
  for (const event of [stepEvent(1, step - 1), stepEvent(1, step), evaluationEvent(1, step)])
    history.add(event);
  const parts = {
    history: history.take(),
    groups: sampleBytes(index),
    state: sampleBytes(index, index),
  };
  return {
    index,
    status: 'running',
    step,
    round: 1,
    totalSteps: 20,
    evaluated: true,
    backend: 'cpu',
    config: defaults.strings,
    ...parts,
    digests: {
      history: digestOf(parts.history),
      groups: digestOf(parts.groups),
      state: digestOf(parts.state),
    },
    ...part,
  };
}
