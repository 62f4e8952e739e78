import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import type { RunOutcome, RunRequest } from '../experiments/run_outcome.ts';
import { mayBeChosen } from '../experiments/run_outcome.ts';
import { requestOf, scaleOf } from '../experiments/scale.ts';
import { bestLines, measuresOf } from '../experiments/sweep/measures.ts';
import { type Sweep, sweepRequests, worldOf } from '../experiments/sweep/sweep.ts';
import { frontierReward } from '../metrics/frontier_reward.ts';
import { learnedReward } from '../reward/reward.ts';
import { tasks } from '../tasks/index.ts';
import type { ActiveBackend } from './backend.ts';
import { executeRun, isBetter } from './execute_run.ts';

let backend: ActiveBackend;
beforeAll(async () => {
  backend = await nodeBackends.activate('cpu');
});

const run = (request: RunRequest): Promise<RunOutcome> =>
  executeRun(request, { backend, loadModel, version: 'test' });
const smokeScale = scaleOf('smoke');
const withoutProvenance = ({ provenance, checkpoints, ...outcome }: RunOutcome) => ({
  ...outcome,
  checkpoints: checkpoints.map(({ seconds, ...checkpoint }) => checkpoint),
});

describe('a run of an experiment on strings', () => {
  const request = requestOf(smokeScale, { task: 'strings', method: 'brain', frontier: true }, 1);

  it('keeps the best checkpoint, answers the test prompts with it, and repeats itself', async () => {
    const outcome = await run(request);
    expect(withoutProvenance(await run(request))).toEqual(withoutProvenance(outcome));
    expect(outcome.checkpoints.map(({ step }) => step)).toEqual([0, 5, 10]);
    const best = Math.max(...outcome.checkpoints.map(({ winRate }) => winRate.rate));
    expect(outcome.checkpoints.find(({ winRate }) => winRate.rate === best)!.step).toBe(outcome.chosenStep);
    expect(outcome.test).toHaveLength(request.testAnswers);
    const [prompt] = tasks.strings.prompts('test');
    for (const { tokens, reward, goldResponseReward } of outcome.test) {
      expect(reward).toBe(tasks.strings.reward(prompt, tokens));
      expect(goldResponseReward).toBe(tasks.strings.reward(prompt, prompt.gold));
    }
    // Every evaluation is enumerated, and no policy lies above the frontier.
    expect(outcome.exact.map(({ step }) => step)).toEqual([0, 5, 10]);
    expect(outcome.exact[0].kl).toBeCloseTo(0, 6);
    expect(outcome.frontier.length).toBeGreaterThan(2);
    expect(outcome.klRounds).toHaveLength(2);
  });

  it('gives no frontier where none is asked for', async () => {
    const { frontier } = await run({ ...request, frontier: false });
    expect(frontier).toEqual([]);
  });
});

describe('the runs of a sweep on strings', () => {
  const overrides = { rounds: 1, stepsPerRound: 10, evaluationSamples: 8 };
  const swept = { key: 'gamma', values: [0.5, 2] } as const;
  const sweep: Sweep = { task: 'strings', overrides, swept: [swept], methods: ['brain'], seeds: [1] };

  it('have a distance to the best line that enumeration and the traced line agree on', async () => {
    const outcomes = await Promise.all(sweepRequests(sweep).map(run));
    const lines = bestLines(outcomes);
    for (const outcome of outcomes) {
      expect(outcome.test).toEqual([]);
      const { distance, kl, reward, isExact } = measuresOf(outcome, lines);
      expect(isExact).toBe(true);
      const line = lines.get(worldOf(outcome.config))!;
      expect(distance).toBeGreaterThan(0);
      expect(Math.abs(frontierReward(line, kl)! - reward - distance!)).toBeLessThan(1e-4);
    }
  });
});

describe('a run on a learned reward', () => {
  const sentiment = requestOf(smokeScale, { task: 'sentiment', method: 'brain' }, 1);

  it('rates answers as the shipped reward model does, and keeps the gold reward beside it', async () => {
    expect(sentiment.config.reward).toBe('learned');
    const { test, checkpoints } = await run(sentiment);
    const { config, parameters } = await loadModel('sentiment', 'reward');
    const reward = learnedReward(
      tasks.sentiment,
      await backend.createModel(config, parameters, false, () => {}),
    );
    const prompts = new Map(tasks.sentiment.prompts('test').map((prompt) => [prompt.id, prompt]));
    // Rated one at a time here, and in batches by the run.
    for (const { promptId, tokens, reward: answerReward, goldResponseReward } of test.slice(0, 4)) {
      const prompt = prompts.get(promptId)!;
      const [recomputed] = await reward.of([{ prompt, completion: tokens }]);
      const [gold] = await reward.of([{ prompt, completion: prompt.gold }]);
      expect(answerReward).toBeCloseTo(recomputed, 4);
      expect(goldResponseReward).toBeCloseTo(gold, 4);
    }
    reward.dispose();
    for (const checkpoint of checkpoints)
      expect(checkpoint.goldReward.mean).not.toBeCloseTo(checkpoint.reward.mean, 3);
  });

  it('trains on the absolute goodness too, which is another run', async () => {
    const absolute = { ...sentiment.config, goodness: 'absolute' as const };
    const request = { ...sentiment, config: absolute };
    const [relative, absoluteRun] = [await run(sentiment), await run(request)];
    expect(relative.checkpoints[0]).toMatchObject({ reward: absoluteRun.checkpoints[0].reward });
    expect(relative.checkpoints.at(-1)!.kl.mean).not.toBe(absoluteRun.checkpoints.at(-1)!.kl.mean);
  });
});

it('the first of equals is the best', () => {
  const evaluationAt = (rate: number) => ({ winRate: { rate } }) as Parameters<typeof isBetter>[0];
  expect(isBetter(evaluationAt(0.5), undefined)).toBe(true);
  expect(isBetter(evaluationAt(0.5), evaluationAt(0.5))).toBe(false);
  expect(isBetter(evaluationAt(0.6), evaluationAt(0.5))).toBe(true);
  const at = (mean: number) => ({ kl: { mean, standardError: 0 } });
  expect([10, 10.1].map((kl) => mayBeChosen('sentiment', at(kl)))).toEqual([true, false]);
  expect(mayBeChosen('markov', at(20))).toBe(true);
});
