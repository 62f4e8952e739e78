import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { loadModel } from '../../../scripts/lab/node_connection.ts';
import { clusterScripts } from '../../../scripts/lib/cluster_scripts.ts';
import { fixtureFile, fixtureRun, metadataOf } from '../../../scripts/lib/exported_fixture.ts';
import { presetFor } from '../../config/presets.ts';
import { checksumOf } from '../../formats/checksum.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { withAdapters, withControlTokens, withValueHead } from '../../model/extend.ts';
import { parameterViews } from '../../model/parameters.ts';
import { alphaWeights } from '../../objectives/brain.ts';
import { Stream } from '../../random/stream.ts';
import { clusterFolder } from './cluster_folder.ts';
import type { ClusterRun } from './cluster_run.ts';
import { CLUSTER_SCRIPTS } from './cluster_scripts.ts';
import { clusterZip } from './cluster_zip.ts';

const scripts = clusterScripts();
const run = await fixtureRun();
const filesOf = (changed: Partial<ClusterRun> = {}, options = {}) => {
  const { files, notes } = clusterFolder({ ...run, ...changed }, { scripts, ...options });
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const text = (name: string) => new TextDecoder().decode(byName.get(name));
  return { byName, notes, text, json: JSON.parse(text('brain/run.json')) };
};
const whole = filesOf();

/** The same run whose model has more to train. */
function extended(start: ClusterRun['start']): Partial<ClusterRun> {
  const size = start.parameters.values.length;
  const optimiser = {
    step: 3,
    first: new Float32Array(size).fill(0.5),
    second: new Float32Array(size).fill(0.25),
  };
  return { start, checkpoint: { ...run.checkpoint, policy: start.parameters.values, optimiser } };
}
const lora = { rank: 2, alpha: 4, targets: ['c_attn'] };
const adapted = extended(withAdapters(run.start, lora, Stream.fromSeed(1)));

test('an exported run that is read and exported again has the same bytes', () => {
  for (const name of ['model.safetensors', 'brain/optimizer.safetensors', 'brain/groups.jsonl'])
    expect(whole.byName.get(name), name).toEqual(fixtureFile(name));
  const config = new TextDecoder().decode(fixtureFile('config.json'));
  expect(JSON.parse(whole.text('config.json'))).toEqual(JSON.parse(config));
});

test('the first moment leaves with the sign of PyTorch, and says so', () => {
  const { optimiser } = run.checkpoint;
  const bytes = whole.byName.get('brain/optimizer.safetensors')!;
  const tensors = readSafetensors(bytes);
  expect(metadataOf(bytes)).toEqual({ direction: 'descent', step: '5' });
  const first = tensors.get('exp_avg.transformer.wte.weight')!.values;
  expect(first.some((moment) => moment !== 0)).toBe(true);
  expect(first).toEqual(optimiser.first.slice(0, first.length).map((moment) => -moment));
  const second = tensors.get('exp_avg_sq.transformer.wte.weight')!.values;
  expect(second).toEqual(optimiser.second.slice(0, first.length));
});

test('has no dropout, and samples untruncated', () => {
  expect(JSON.parse(whole.text('config.json'))).toMatchObject({
    resid_pdrop: 0,
    embd_pdrop: 0,
    attn_pdrop: 0,
  });
  expect(JSON.parse(whole.text('generation_config.json'))).toMatchObject({
    top_k: 0,
    top_p: 1,
    temperature: 1,
  });
});

test('groups have what was cached, and alpha follows from it', () => {
  const lines = whole
    .text('brain/groups.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(run.checkpoint.replay.length);
  for (const { log_prior: logPrior, log_proposal: logProposal, reward, alpha } of lines)
    for (const [i, a] of alphaWeights({ logPrior, logProposal, reward }, run.config.gamma).entries())
      expect(a).toBeCloseTo(alpha[i], 12);
});

test('pairs of the replay leave for DPO', () => {
  const [line] = whole.text('brain/preferences.jsonl').split('\n');
  expect(JSON.parse(line)).toEqual({
    prompt: '',
    chosen: expect.stringMatching(/^( [a-h]){4}$/),
    rejected: expect.stringMatching(/^( [a-h]){4}$/),
  });
});

test('run.json has settings and the digest of every other file', () => {
  const { json, byName } = whole;
  expect(json).toMatchObject({
    method: 'brain',
    gamma: 1,
    reduction: 'sum',
    proximal_weight: 0.2,
    step: 5,
    round: 2,
    step_in_round: 2,
    optimizer: { learning_rate: 3e-3, gradient_clip: 0.05, epsilon: 1e-8 },
    lora: null,
  });
  expect(Object.keys(json.sha256)).toEqual([...byName.keys()].filter((name) => name !== 'brain/run.json'));
  for (const [name, digest] of Object.entries(json.sha256))
    expect(checksumOf(byName.get(name)!)).toBe(digest);
});

test('masks are the tokens that may not stand at each position', () => {
  const { allowed, vocabSize } = run.start.config;
  const suppressed = whole.json.suppress as number[][];
  expect(suppressed).toHaveLength(allowed!.length);
  const all = Array.from({ length: vocabSize }, (_, id) => id);
  for (const [position, ids] of suppressed.entries())
    expect([...ids, ...allowed![position]!].sort((a, b) => a - b)).toEqual(all);
  expect(whole.notes).toEqual([expect.stringContaining('may stand at which position')]);
});

test('adapters leave with their base, and without a copy of the prior', () => {
  const { byName, json, notes } = filesOf(adapted, { withBase: true });
  const has = (name: string) => byName.has(name);
  expect(['adapter_model.safetensors', 'base/model.safetensors', 'base/config.json'].every(has)).toBe(true);
  expect(['model.safetensors', 'config.json', 'brain/prior.safetensors'].some(has)).toBe(false);
  expect(byName.get('base/model.safetensors')).toEqual(fixtureFile('model.safetensors'));
  expect(json.lora).toEqual(lora);
  expect(notes.join(' ')).toContain('The prior is the base without the adapters, in base/.');
  const names = [...readSafetensors(byName.get('brain/optimizer.safetensors')!).keys()];
  expect(names).toContain('exp_avg.base_model.model.transformer.h.0.attn.c_attn.lora_A.weight');
  expect(names).toHaveLength(2 * parameterViews(adapted.start!.config).length);
});

test('merged adapters are a whole model, which moments of adapters do not fit', () => {
  const { byName, json, notes } = filesOf(adapted, { merged: true });
  expect(byName.has('adapter_model.safetensors')).toBe(false);
  expect(byName.has('brain/optimizer.safetensors')).toBe(false);
  // B is 0 at first, so the merged model is the base.
  expect(byName.get('model.safetensors')).toEqual(fixtureFile('model.safetensors'));
  expect(byName.get('brain/prior.safetensors')).toEqual(fixtureFile('model.safetensors'));
  expect(json.lora).toBeNull();
  expect(notes.join(' ')).toContain('fresh moments');
});

test('a value head has a file of its own, and moments', () => {
  const { byName, notes } = filesOf(extended(withValueHead(run.start)));
  const tensors = readSafetensors(byName.get('brain/value_head.safetensors')!);
  expect([...tensors.keys()]).toEqual(['value.weight', 'value.bias']);
  const moments = readSafetensors(byName.get('brain/optimizer.safetensors')!);
  expect(moments.get('exp_avg.value.bias')!.values).toEqual(Float32Array.of(-0.5));
  expect(notes.join(' ')).toContain('value head');
});

test('control tokens are rows that are never written', () => {
  const { bos } = run.task.tokenizer;
  const { json, text, notes } = filesOf(extended(withControlTokens(run.start, 2, bos)));
  const { vocabSize } = run.start.config;
  for (const ids of json.suppress) expect(ids.slice(-2)).toEqual([vocabSize, vocabSize + 1]);
  expect(JSON.parse(text('config.json')).vocab_size).toBe(vocabSize + 2);
  expect(notes.join(' ')).toContain('Control tokens');
});

test('another method says that the script goes on with BRAIn', () => {
  const { notes, json } = filesOf({ config: { ...run.config, method: 'dpo-sft' } });
  expect(json.method).toBe('dpo-sft');
  expect(notes.join(' ')).toContain('goes on with BRAIn alone; this run was trained with dpo-sft');
});

test('a rule leaves as text, with rewards that a Python function must give', () => {
  const rule = '// pays for "a"\n({ response }) => response.length';
  const scale = { mean: 2, spread: 4 };
  const { text, json, byName } = filesOf({ reward: { description: 'Pays.', rule, scale } });
  expect(text('brain/reward.js')).toBe(`${rule}\n`);
  expect(text('reward.py')).toContain('# ({ response }) => response.length\n');
  expect(json.reward).toEqual({ description: 'Pays.', scale });
  expect(whole.byName.has('brain/reward.js')).toBe(false);
  const golden = new TextDecoder().decode(byName.get('brain/reward_golden.jsonl')).trim().split('\n');
  const { replay } = run.checkpoint;
  const newest = replay[replay.length - 1];
  expect(JSON.parse(golden[0])).toMatchObject({
    completion_ids: Array.from(newest.completions[0].tokens),
    reward: newest.reward[0],
  });
});

test('a rule cannot end the comment or the text that it is in', () => {
  const { text } = filesOf({
    reward: { description: 'Pays """ a lot', rule: 'a\r"""\nimport os\u2028os.system()' },
  });
  const lines = text('reward.py').split('\n');
  const code = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(code[0]).toMatch(/^""".*"""$/);
  expect(code.slice(1).join('\n')).not.toContain('import os');
  expect(text('reward.py')).not.toContain('\r');
});

test('the card names base, digest, method, result and licence', () => {
  const estimate = (mean: number) => ({ mean, standardError: 0.1 });
  const point = { step: 5, round: 2, reward: estimate(1.5), kl: estimate(2) } as ClusterRun['evaluations'][0];
  const { text } = filesOf({
    evaluations: [point],
    base: { name: 'some/base', licence: 'mit', files: [{ name: 'model.safetensors', sha256: 'ab12' }] },
  });
  const card = text('README.md');
  for (const part of [
    'base_model: "some/base"',
    'license: "mit"',
    'library_name: transformers',
    '1.500 ± 0.196',
    '`model.safetensors`, SHA-256 `ab12`',
  ])
    expect(card).toContain(part);
  expect(text('brain/metrics.csv')).toContain('evaluation.kl.mean');
});

test('scripts are those that are shipped, and a missing one is a mistake', () => {
  for (const name of CLUSTER_SCRIPTS) expect(whole.text(name)).toBe(scripts.get(name));
  expect(() => clusterFolder(run, { scripts: new Map() })).toThrow('no text of train_brain.py');
});

test('tables are no transformer', async () => {
  const tables = { symbols: [3], prompts: [4] };
  const start = { ...run.start, config: { ...run.start.config, tables } };
  expect(() => clusterFolder({ ...run, start }, { scripts })).toThrow('expected a transformer');
});

test('the zip holds the folder', () => {
  const { files } = clusterFolder(run, { scripts });
  const entries = unzipSync(clusterZip(files, 'my-run'));
  expect(Object.keys(entries)).toEqual(files.map(({ name }) => `my-run/${name}`));
  expect(entries['my-run/model.safetensors']).toEqual(fixtureFile('model.safetensors'));
});

test('a shipped task has the tokenizer of its words', async () => {
  const config = presetFor('strings', 'brain');
  expect(config.task).toBe(run.config.task);
  const { config: shape } = await loadModel('strings', 'prior');
  expect(JSON.parse(whole.text('tokenizer.json')).model.type).toBe('WordLevel');
  expect(whole.json.suppress).toHaveLength(shape.allowed!.length);
});
