import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelConfigProblem } from '../model/config_problem.ts';
import { parameterCount, parameterViews } from '../model/parameters.ts';
import { readModelConfig, readPrior, writePrior } from './prior.ts';

const folder = 'public/models/strings';
const text = readFileSync(`${folder}/config.json`, 'utf8');
const model = new Uint8Array(readFileSync(`${folder}/model.safetensors`));
const written = JSON.parse(text);
const refusal = (part: object, bytes = model.length) => {
  try {
    readModelConfig(JSON.stringify({ ...written, ...part }), bytes);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

it('says what it is, in files that it can read again', () => {
  const prior = readPrior(text, model, 'prior');
  const files = writePrior(prior);
  expect(files.config).toBe(text);
  expect(readPrior(files.config, files.model)).toEqual(prior);
  expect(() => readPrior(text, model, 'reward')).toThrow('invalid config.json: kind prior (expected reward)');
  expect(refusal({ kind: 'reward' })).toBe(
    'invalid config.json: kind reward (expected prior, by its valueHead)',
  );
  expect(refusal({ kind: 'poem' })).toBe('invalid config.json: kind poem (expected prior or reward)');
  expect(refusal({ kind: undefined })).toBe('invalid config.json: kind (missing) (expected this field)');
  expect(refusal({ format: 2 })).toBe('invalid config.json: format 2 (expected 1)');
  expect(refusal({ depth: 2 })).toMatch(/^invalid config.json: depth .*no such field/);
  expect(() => readModelConfig('{"kind":', 8)).toThrow(/^invalid config.json: .*expected JSON/);
  expect(() => readModelConfig('[]', 8)).toThrow(/^invalid config.json: /);
});

it('refuses what no model is before it takes memory, however much is asked for', () => {
  expect(refusal({ heads: 5 })).toBe('invalid config.json: heads 5 (expected a divisor of the width 32)');
  for (const layers of [100_000, 1e9, 2 ** 52])
    expect(refusal({ layers }, 1e15)).toBe(`invalid config.json: layers ${layers} (expected 1..1024)`);
  expect(refusal({ layers: 1000 })).toMatch(
    /^invalid config.json: \d+ parameters \(expected at most 53160, as the file of 106320 bytes can hold\)$/,
  );
  expect(refusal({ vocabSize: 1e9 })).toMatch(/^invalid config.json: vocabSize 1000000000/);
  expect(refusal({ vocabSize: 1e6 })).toMatch(/parameters \(expected at most/);
  expect(refusal({ contextLength: 1e7 })).toMatch(/^invalid config.json: contextLength/);
  expect(refusal({ contextLength: 2 })).toMatch(/^invalid config.json: allowed tokens at 6 positions/);
  expect(refusal({ allowed: [[11]] })).toMatch(/^invalid config.json: allowed token 11/);
  expect(refusal({ allowed: [[]] })).toMatch(/^invalid config.json: no allowed token/);
  expect(refusal({ width: 1.5 })).toBe(
    'invalid config.json: width 1.5 (expected a whole number of 1 or more)',
  );
});

it('counts the parameters as the list of tensors does', () => {
  for (const part of [
    {},
    { valueHead: true },
    { controlTokens: 3 },
    { layers: 5, width: 64, vocabSize: 100 },
  ]) {
    const config = { ...readModelConfig(text, model.length), ...part };
    const { offset, size } = parameterViews(config).at(-1)!;
    expect(parameterCount(config)).toBe(offset + size);
    expect(modelConfigProblem(config)).toBeUndefined();
  }
});
