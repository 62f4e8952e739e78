import { expect, it } from 'vitest';
import { inputFiles, readInputs } from '../../session/journal/run_inputs.ts';
import { type OwnNeeds, readOwnNeeds } from './own_needs.ts';

const file = (name: string) => ({ name, bytes: 3, sha256: 'ab'.repeat(32) });
const needs: OwnNeeds = {
  model: { files: [file('config.json'), file('model.safetensors')] },
  data: file('prompts.jsonl'),
  plan: { length: 64, answerTokens: 16, tooLong: 'cut' },
  rule: '() => 1',
  figures: { samples: 2, prompts: 2, mean: -1, spread: 0.5, withinShare: Number.NaN },
};

it('comes back from what is kept with a run, also where no share is known', () => {
  expect(readInputs(inputFiles({ own: needs })).own).toEqual(needs);
});

it('names what rated where that was no rule', () => {
  const judged: OwnNeeds = { ...needs, rule: '{"model":"m"}', rewardKind: 'judge' };
  expect(readInputs(inputFiles({ own: judged })).own).toEqual(judged);
});

it.each([
  ['no JSON', '{'],
  ['no files', JSON.stringify({ ...needs, model: { files: [] } })],
  ['no digest', JSON.stringify({ ...needs, data: { ...needs.data, sha256: 'xy' } })],
  ['no spread', JSON.stringify({ ...needs, figures: { ...needs.figures, spread: 0 } })],
])('refuses %s', (_, text) => {
  expect(() => readOwnNeeds(text)).toThrow(/^invalid own\.json: .+ \(expected the files of a run\)$/);
});
