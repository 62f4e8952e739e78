import { expect, it } from 'vitest';
import { otherFile, stateBytes } from './kept_training.ts';

const file = (name: string, digit: string) => ({ name, bytes: 1, sha256: digit.repeat(64) });

it('compares files by fingerprint, whatever else was given, and names what differs', () => {
  const kept = [file('config.json', 'a'), file('model.safetensors', 'b')];
  expect(otherFile([...kept, file('README.md', 'c')], kept)).toBeUndefined();
  expect(otherFile([file('renamed.json', 'a'), kept[1]], kept)).toBeUndefined();
  expect(otherFile([kept[0], file('model.safetensors', 'd')], kept)).toBe(
    'model.safetensors is another file: its fingerprint is dddddddddddd… (expected bbbbbbbbbbbb…, as the training began with)',
  );
  expect(otherFile([kept[0]], kept)).toBe(
    'model.safetensors is missing (expected the file that the training began with)',
  );
});

it('counts the bytes of a state', () => {
  const ten = new Float32Array(10);
  const state = { step: 1, evaluated: true, withoutGain: 0, parameters: ten };
  const optimiser = { step: 1, first: ten, second: ten };
  expect(stateBytes({ ...state, optimiser })).toBe(120);
  expect(stateBytes({ ...state, optimiser, best: { step: 1, validationLoss: 1, parameters: ten } })).toBe(
    160,
  );
});
