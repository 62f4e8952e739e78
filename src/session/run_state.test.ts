// The state of a run as bytes: it comes back to the bit, and bytes that no run has given are refused with a reason.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readJsonWithTensors, writeJsonWithTensors } from '../formats/json_with_tensors.ts';
import { savedRun, shortRun } from './continued_run_checks.ts';
import { plainBackend } from './plain_backend.ts';
import { decodeState, encodeState, type RunState } from './run_state.ts';

const config = shortRun('markov', 'reinforce');
const { replay, ...saved } = await savedRun({ config, backend: plainBackend });
const state: RunState = {
  ...saved,
  redraw: { drawnWith: config, scoredWith: { ...config, groupsPerBatch: 3 } },
  partition: [...saved.partition, { key: 7, logSum: Number.NEGATIVE_INFINITY, count: 2 }],
  method: { total: -0, count: Number.NaN },
};
const bytes = encodeState(state);

describe('the state of a run as bytes', () => {
  it('comes back to the bit', () => {
    expect(decodeState(bytes)).toEqual(state);
    const { redraw, ...without } = state;
    expect(decodeState(encodeState(without))).toEqual(without);
  });

  it('is of plain data, which messages between threads carry', () => {
    expect(structuredClone({ ...saved, replay })).toEqual({ ...saved, replay });
  });

  it('is refused with a reason where it is none', () => {
    const { json, tensors } = readJsonWithTensors(bytes, v.record(v.string(), v.unknown()), 'state');
    const decode = (changes: object, changed: typeof tensors = tensors) =>
      decodeState(writeJsonWithTensors({ ...json, ...changes }, changed));
    expect(decode({})).toEqual(state);
    const what = 'invalid state of a checkpoint';
    expect(() => decode({ round: 0 })).toThrow(`${what}: round 0 (expected a whole number of 1 or more)`);
    expect(() => decode({ step: undefined })).toThrow(
      `${what}: step (missing) (expected round, stepInRound, step, `,
    );
    expect(() => decode({ batchStream: { key: 1, words: [1] } })).toThrow(`${what}: batchStream.words`);
    expect(() => decode({ redraw: { drawnWith: { ...config, gamma: -1 } } })).toThrow(
      `${what}: invalid gamma: -1 (expected 0.01..100)`,
    );
    expect(() => decode({ redraw: { drawnWith: { gamma: 1 } } })).toThrow('(expected every setting)');
    const doubles = { shape: [200], values: new Float64Array(200) };
    expect(() => decode({}, new Map([...tensors, ['first', doubles]]))).toThrow('tensor first of doubles');
    const short = { shape: [3], values: new Float32Array(3) };
    expect(() => decode({}, new Map([...tensors, ['second', short]]))).toThrow(
      `${what}: tensor second [3] (expected [200])`,
    );
  });

  it('throws nothing but an error with a reason, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        try {
          decodeState(cut ? bytes.slice(0, at) : bytes.with(at, value));
        } catch (error) {
          expect((error as Error).message).toMatch(/^invalid state of a checkpoint: .+/);
        }
      }),
    );
  });
});
