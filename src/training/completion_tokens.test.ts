// One rule for all tasks: a completion holds words and EOS, never pad or BOS, and probabilities are over these alone.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { modelFolder, type Prior, readPrior } from '../formats/prior.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { taskBatch } from '../model/rows.ts';
import { Stream } from '../random/stream.ts';
import { tasks } from '../tasks/index.ts';
import { withSlips } from '../tasks/slips.ts';
import { SHIPPED_TASK_NAMES, type Task, type TaskName } from '../tasks/task.ts';
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import { priorConfig } from './pretrain.ts';

function shipped(task: TaskName, part: 'prior' | 'reward'): Prior {
  const folder = `public/models/${modelFolder(task, part)}`;
  return readPrior(
    readFileSync(`${folder}/config.json`, 'utf8'),
    readFileSync(`${folder}/model.safetensors`),
  );
}

/** The prior, but it writes pad and BOS as readily as two words of a gold response. */
function eagerForSpecialTokens(task: Task, { config, parameters }: Prior): Prior['parameters'] {
  const { width } = config;
  const { pad, bos } = task.tokenizer;
  const [first, second] = task.prompts('validation')[0].gold;
  const values = parameters.values.slice();
  values.copyWithin(pad * width, first * width, (first + 1) * width);
  values.copyWithin(bos * width, second * width, (second + 1) * width);
  return { ...parameters, values };
}

const samplesOf = (model: ReferenceModel, task: Task) => {
  const prompts = task.prompts('validation').slice(0, 8);
  return model.generate({
    prompts: prompts.map(({ tokens }) => tokens),
    samplesPerPrompt: 96 / prompts.length,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: 3,
    round: 0,
    promptKeys: prompts.map(({ id }) => id),
  });
};

const shippedTasks = SHIPPED_TASK_NAMES.map((name) => tasks[name]);

describe.each(shippedTasks)('completions of $name', (task) => {
  const { tokenizer, name } = task;
  const special = [tokenizer.pad, tokenizer.bos];
  let prior: Prior;

  beforeAll(async () => {
    await nodeBackends.activate('tfjs-wasm');
    prior = shipped(name, 'prior');
  });

  it('may hold words and EOS, and neither pad nor BOS', () => {
    const everywhere = new Set(task.allowedTokens.flat());
    expect([...everywhere].sort((a, b) => a - b)).toEqual(tokenizer.completionTokens);
    expect([...special, ...tokenizer.completionTokens].sort((a, b) => a - b)).toEqual(
      Array.from({ length: tokenizer.vocabSize }, (_, id) => id),
    );
  });

  it('are masked alike in the shipped models', () => {
    expect(prior.config).toEqual(priorConfig(task, prior.config));
    expect(shipped(name, 'reward').config).toEqual({ ...prior.config, valueHead: true });
  });

  it('hold what is allowed, whoever writes them', () => {
    const stream = Stream.fromSeed(6);
    const pool = task.prompts('train').slice(0, 50);
    const lengths = new Set(pool.map(({ tokens }) => tokens.length));
    if (task.allowedTokens.length > 1) expect([...lengths]).toEqual([1]);
    const written = pool.flatMap((prompt) => {
      const { completion } = task.example(stream);
      const alternative = task.alternative(prompt, stream);
      return [
        prompt.gold,
        completion,
        alternative,
        ...(name === 'strings' ? [] : [withSlips(task, pool, alternative, stream)]),
      ];
    });
    const isOdd = (token: number, t: number) => !allowedAt(task.allowedTokens, t).includes(token);
    expect(written.filter((completion) => completion.some(isOdd))).toEqual([]);
  });

  it('never hold pad or BOS, however much the weights ask for them', async () => {
    const parameters = eagerForSpecialTokens(task, prior);
    const tokensOf = async (config: Prior['config']) => {
      const model = new ReferenceModel(config, parameters, false);
      const drawn = await samplesOf(model, task);
      model.dispose();
      return drawn.flatMap(({ tokens }) => [...tokens]);
    };
    const masked = await tokensOf(prior.config);
    expect(masked.length).toBeGreaterThan(400);
    expect(masked.filter((token) => special.includes(token))).toEqual([]);
    const free = new Set(await tokensOf({ ...prior.config, allowed: undefined }));
    expect(special.filter((token) => free.has(token))).toEqual(special);
  });

  it('have all the mass on the allowed tokens', async () => {
    const model = new ReferenceModel(prior.config, eagerForSpecialTokens(task, prior), false);
    const rows = task
      .prompts('validation')
      .slice(0, 8)
      .map(({ tokens, gold }) => ({ prompt: tokens, completion: gold }));
    const batch = taskBatch(task, rows);
    const distributions = await model.distributions(batch);
    model.dispose();
    const { vocabSize } = prior.config;
    rows.forEach(({ completion }, b) => {
      completion.forEach((_, t) => {
        const slot = b * batch.window + t;
        const probabilities = distributions.slice(slot * vocabSize, (slot + 1) * vocabSize).map(Math.exp);
        const allowed = new Set(allowedAt(task.allowedTokens, t));
        const sum = (isAllowed: boolean) =>
          probabilities.reduce((total, p, token) => total + (allowed.has(token) === isAllowed ? p : 0), 0);
        expect(sum(true)).toBeCloseTo(1, 5);
        expect(sum(false)).toBe(0);
      });
    });
  });
});
