// Outcomes for the tests of the experiments, made without training.
import { taskOf } from '../tasks/index.ts';
import type { ExperimentId } from './experiment.ts';
import { experiments } from './index.ts';
import type { RunOutcome } from './run_outcome.ts';
import { scaleOf } from './scale.ts';

const estimate = (mean: number) => ({ mean, standardError: 0.01 });

/** Every run answers prompts with the gold response of another prompt, whose rewards go 0, 1, 2 from run to run. */
export function madeUpOutcomes(
  ids: readonly ExperimentId[],
  scale = scaleOf('smoke'),
): Map<string, RunOutcome> {
  const requests = ids.flatMap((id) => experiments[id].requests(scale));
  return new Map(
    requests.map(({ key, config, testAnswers }, r) => {
      const prompts = taskOf(config).prompts('test');
      const checkpoint = (step: number) => ({
        step,
        round: 1,
        seconds: step,
        samplesDrawn: 10 * step,
        kl: estimate(0.1 * step),
        reward: estimate(0.05 * step),
        goldReward: estimate(0.04 * step),
        winRate: { wins: 1, ties: 0, total: 2, rate: 0.5, low: 0.2, high: 0.8 },
      });
      const outcome = {
        key,
        config,
        checkpoints: [checkpoint(0), checkpoint(5), checkpoint(10)],
        chosenStep: 10,
        test: Array.from({ length: testAnswers }, (_, i) => ({
          promptId: prompts[i % prompts.length].id,
          tokens: prompts[(i + 1) % prompts.length].gold,
          reward: (i + r) % 3,
          goldResponseReward: 1,
        })),
        frontier: [],
        exact: [],
        klRounds: [],
        provenance: { backend: 'made up', date: '2026-01-01T00:00:00Z', seconds: 1, version: '0' },
      };
      return [key, outcome as unknown as RunOutcome];
    }),
  );
}
