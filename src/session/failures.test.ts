import { expect, it } from 'vitest';
import { initialParameters } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';
import { MissingFilesError } from '../tasks/own_tasks.ts';
import { faultOf } from './failures.ts';
import { tfjsBackend } from './tfjs_backend.ts';

it('offers no other backend where files are missing', () => {
  const fault = faultOf(new MissingFilesError('not here'), 'cpu', '{}', 3);
  expect(fault).toEqual({ type: 'fault', runId: 3, code: 'internal', message: 'not here' });
});

it('refuses a large vocabulary in words, and offers the CPU engine', async () => {
  const backend = tfjsBackend({ name: 'tfjs-wasm', label: 'TensorFlow.js' });
  const config = { vocabSize: 4097, contextLength: 8, width: 4, layers: 1, heads: 1 };
  const parameters = initialParameters(config, Stream.fromSeed(1));
  const error = await backend.createModel(config, parameters, false, () => {}).catch((reason) => reason);
  expect(error.message).toBe(
    'unsupported vocabulary on TensorFlow.js: 4,097 tokens (expected at most 4,096; the CPU engine and WebGPU take it)',
  );
  expect(faultOf(error, 'tfjs-wasm')).toMatchObject({ canSwitchTo: 'cpu', message: error.message });
  expect(faultOf(new Error('another'), 'tfjs-wasm')).toMatchObject({ canSwitchTo: 'tfjs-cpu' });
});
