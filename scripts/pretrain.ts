// `npm run pretrain -- --task tldr`: trains a prior on its task's corpus and writes public/models/<task>/.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../src/errors/reason.ts';
import { fromHalves, toHalves } from '../src/formats/half.ts';
import { type Prior, readPrior, writePrior } from '../src/formats/prior.ts';
import { mean, variance } from '../src/math/statistics.ts';
import type { LanguageModel } from '../src/model/language_model.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { Stream } from '../src/random/stream.ts';
import { goldReward } from '../src/reward/reward.ts';
import { heldOutGroups } from '../src/reward/reward_recipe.ts';
import type { ActiveBackend } from '../src/session/backend.ts';
import { givenTask } from '../src/tasks/index.ts';
import { SHIPPED_TASK_NAMES, type Task, type TaskName } from '../src/tasks/task.ts';
import { evaluatePolicy } from '../src/training/evaluation.ts';
import { corpusLoss, pretrain, priorConfig } from '../src/training/pretrain.ts';
import type { SupervisedSettings } from '../src/training/sft/supervised_step.ts';
import { describeOptions, type OptionSpec, parseOptions, UsageError } from './lib/arguments.mjs';
import { machineShards } from './lib/cpu_device.ts';
import { nodeBackendsOn } from './lib/node_backends.ts';
import { outFolder } from './lib/out_folder.ts';

interface Recipe extends SupervisedSettings {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

const text: Recipe = {
  width: 96,
  layers: 2,
  heads: 4,
  steps: 3000,
  rowsPerBatch: 48,
  learningRate: 2e-3,
  weightDecay: 0.01,
  seed: 1,
};

/** Settings per task, chosen so that the prior samples like its corpus and validation loss equals train loss. */
const changes: Readonly<Partial<Record<TaskName, Partial<Recipe>>>> = {
  strings: { width: 32, steps: 1500, rowsPerBatch: 128, learningRate: 3e-3 },
  sentiment: { steps: 2000 },
};

let activated: Promise<ActiveBackend> | undefined;

function backend(): Promise<ActiveBackend> {
  activated ??= nodeBackendsOn(machineShards()).activate('cpu');
  return activated;
}

async function createModel({ config, parameters }: Prior, trainable = false): Promise<LanguageModel> {
  return (await backend()).createModel(config, parameters, trainable, () => {});
}

const HELD_OUT_ROWS = 2048;
const CARD_PROMPTS = 6;
const WIN_RATE_PROMPTS = 200;

async function cardSamples(task: Task, model: LanguageModel) {
  const prompts = task.prompts('validation').slice(0, CARD_PROMPTS);
  const options = {
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: 1,
    round: 0,
  };
  const drawn = await model.generate({
    ...options,
    prompts: prompts.map(({ tokens }) => tokens),
    samplesPerPrompt: 3,
    promptKeys: prompts.map(({ id }) => id),
  });
  return prompts.map((prompt, p) => ({
    prompt: prompt.text,
    gold: task.tokenizer.decode([...prompt.gold]),
    samples: drawn.slice(3 * p, 3 * p + 3).map(({ tokens }) => ({
      text: task.tokenizer.decode([...tokens]),
      reward: round(task.reward(prompt, [...tokens])),
    })),
  }));
}

/** Share of pairs of samples to one prompt that the gold reward does not tell apart, and its deviation within prompts. */
async function goldDifferences(task: Task, model: LanguageModel, seed: number) {
  const groups = await heldOutGroups(task, model, seed);
  const rewards = groups.map(({ prompt, samples }) => samples.map((sample) => task.reward(prompt, sample)));
  const equal = rewards.flatMap((gold) =>
    gold.flatMap((r, i) => gold.slice(0, i).map((other) => Number(other === r))),
  );
  return { equalRewards: mean(equal), goldSpread: Math.sqrt(mean(rewards.map(variance))) };
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;

/** Figures of the weights for the card. They change with the task's reward, gold responses and allowed tokens. */
async function measured(task: Task, model: LanguageModel, { seed }: Recipe) {
  const prompts = task.prompts('validation').slice(0, WIN_RATE_PROMPTS);
  const quality = await evaluatePolicy({
    task,
    policy: model,
    prior: model,
    reward: goldReward(task),
    prompts,
    samplesPerPrompt: Math.ceil(512 / prompts.length),
    seed: 1,
  });
  const { equalRewards, goldSpread } = await goldDifferences(task, model, seed);
  const { entropy, meanLength } = quality;
  return {
    trainLoss: round(await corpusLoss(task, model, 'train', HELD_OUT_ROWS, seed)),
    validationLoss: round(await corpusLoss(task, model, 'validation', HELD_OUT_ROWS, seed)),
    lossUnit: 'nats per token, fresh examples',
    goldWinRate: round(quality.winRate.rate),
    goldWinRateInterval: [round(quality.winRate.low), round(quality.winRate.high)],
    judgeWinRate: round(quality.judgeWinRate!.rate),
    meanReward: round(quality.reward.mean),
    meanTokens: round(meanLength),
    entropyPerToken: round(entropy.mean / meanLength),
    entropyPerResponse: round(entropy.mean),
    equalRewards: round(equalRewards),
    goldSpread: round(goldSpread),
    samples: await cardSamples(task, model),
  };
}

async function validationLoss(task: Task, prior: Prior, seed: number): Promise<number> {
  const model = await createModel(prior);
  const loss = round(await corpusLoss(task, model, 'validation', HELD_OUT_ROWS, seed));
  model.dispose();
  return loss;
}

/** The prior with its weights rounded to half precision. Throws where that changes a digit of the card's loss. */
async function halved(task: Task, prior: Prior, seed: number): Promise<Prior> {
  const { views, values } = prior.parameters;
  const rounded = { ...prior, parameters: { views, values: fromHalves(toHalves(values)) } };
  const [before, after] = [
    await validationLoss(task, prior, seed),
    await validationLoss(task, rounded, seed),
  ];
  if (after !== before)
    throw new Error(
      `invalid --half: the validation loss becomes ${after} (expected ${before}, as in singles)`,
    );
  return rounded;
}

async function measureAgain(task: Task, recipe: Recipe, folder: string, half: boolean): Promise<void> {
  const read = (file: string) => readFile(join(folder, file));
  const shipped = readPrior(String(await read('config.json')), await read('model.safetensors'));
  const prior = half ? await halved(task, shipped, recipe.seed) : shipped;
  if (half) await writeFile(join(folder, 'model.safetensors'), writePrior(prior, 'F16').model);
  const model = await createModel(prior);
  const card = {
    ...JSON.parse(String(await read('card.json'))),
    ...(half && { weights: 'F16' }),
    ...(await measured(task, model, recipe)),
  };
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  console.error(`measured ${folder}: validation ${card.validationLoss}, gold win-rate ${card.goldWinRate}`);
}

async function main(argv: readonly string[]): Promise<void> {
  const specs: Record<string, OptionSpec> = {
    task: { kind: 'choice', options: SHIPPED_TASK_NAMES, help: 'The task whose prior is trained; required.' },
    steps: {
      kind: 'integer',
      min: 1,
      max: 100_000,
      help: 'Gradient steps (default: the recipe of the task).',
    },
    measure: { kind: 'flag', help: "Trains nothing: measures the folder's prior anew for its card." },
    half: {
      kind: 'flag',
      help: 'Writes the weights in half precision, if the validation loss stays the same to four digits.',
    },
    out: { kind: 'text', help: 'Folder to write (default public/models/<task>).' },
    help: { kind: 'flag', help: 'Shows this.' },
  };
  const values = parseOptions(argv, specs);
  if (values.help) {
    console.log(`Usage: npm run pretrain -- --task NAME [options]\n\n${describeOptions(specs)}`);
    return;
  }
  if (values.task === undefined)
    throw new UsageError(`no --task (expected ${SHIPPED_TASK_NAMES.join(', ')})`);
  const name = values.task as TaskName;
  const task = givenTask(name);
  const recipe = {
    ...text,
    ...changes[name],
    ...(values.steps !== undefined && { steps: values.steps as number }),
  };
  const out = (values.out as string | undefined) ?? join('public/models', name);
  const half = values.half === true;
  if (values.measure) return measureAgain(task, recipe, out, half);
  outFolder(out, ['config.json', 'model.safetensors', 'tokenizer.json', 'card.json']);
  const config = priorConfig(task, recipe);
  const parameters = initialParameters(config, Stream.fromSeed(recipe.seed).split('initial', name));
  const model = await createModel({ config, parameters }, true);
  const start = performance.now();
  let recent = 0;
  for await (const { step, loss } of pretrain(task, model, recipe)) {
    recent = step === 1 ? loss : 0.98 * recent + 0.02 * loss;
    if (step % 100 === 0)
      console.error(
        `step ${step}/${recipe.steps}  loss ${recent.toFixed(4)}  ${((performance.now() - start) / 1000).toFixed(0)} s`,
      );
  }
  const seconds = (performance.now() - start) / 1000;
  const trained = { config, parameters: await model.snapshot() };
  const prior = half ? await halved(task, trained, recipe.seed) : trained;
  const files = writePrior(prior, half ? 'F16' : 'F32');
  const card = {
    kind: 'prior-card',
    format: 1,
    task: name,
    parameters: prior.parameters.values.length,
    weights: half ? 'F16' : 'F32',
    corpusExamples: recipe.steps * recipe.rowsPerBatch,
    ...recipe,
    ...(await measured(task, await createModel(prior), recipe)),
    seconds: Math.round(seconds),
    backend: `${(await backend()).info.label}, ${cpus()[0]?.model ?? 'unknown CPU'}`,
    command: `npm run pretrain -- --task ${name}`,
  };
  await writeFile(join(out, 'config.json'), files.config);
  await writeFile(join(out, 'model.safetensors'), files.model);
  await writeFile(join(out, 'tokenizer.json'), task.tokenizer.toJSON());
  await writeFile(join(out, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  console.error(
    `wrote ${out}: train ${card.trainLoss}, validation ${card.validationLoss}, gold win-rate ${card.goldWinRate}, ${card.seconds} s`,
  );
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
