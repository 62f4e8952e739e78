// Beyond the paper: best-of-n on the frontier of `strings`, at its exact KL and at the bound log n - (n - 1) / n. On text
// only the bound is known (Beirami et al. 2024).
import { FRONTIER_NAMES } from '../metrics/frontier.ts';
import { outcomesOf } from './comparisons.ts';
import type { Experiment } from './experiment.ts';
import { type RunOf, requestsOf, type Scale } from './scale.ts';

const bestOfN = ({ size }: Scale): RunOf => ({
  task: 'strings',
  method: 'best-of-n',
  overrides: { samplesPerPrompt: size === 'smoke' ? 8 : 64 },
  frontier: true,
});
const brain: RunOf = { task: 'strings', method: 'brain' };

export const bestOfNFrontier: Experiment = {
  id: 'best-of-n',
  title: 'Best-of-n',
  subject: 'Best-of-n on the exact frontier',
  paper:
    'Not in the paper. Best-of-n needs no training, and its KL to the prior is at most log n - (n - 1) / n.',
  expectation:
    'Best-of-n lies close to the exact frontier and below it, its bound to the right of its exact KL. BRAIn’s checkpoints lie on the same line for a fraction of the samples per answer.',
  requests: (scale) => [...requestsOf(scale, bestOfN(scale)), ...requestsOf(scale, brain)],
  result(outcomes, scale) {
    const [chosen] = outcomesOf(outcomes, requestsOf(scale, bestOfN(scale)));
    const trained = outcomesOf(outcomes, requestsOf(scale, brain));
    const bounds = (chosen?.checkpoints ?? []).flatMap(({ step, choices: n = 1, kl }) => {
      const exact = chosen!.exact.find((point) => point.step === step);
      return exact ? [{ n, bound: kl.mean, exact }] : [];
    });
    const widest = Math.max(
      1,
      ...bounds.map(({ bound }) => bound),
      ...trained.flatMap(({ exact }) => exact.map(({ kl }) => kl)),
    );
    const slack = bounds.map(({ bound, exact }) => bound - exact.kl);
    return {
      tables: [
        {
          title: 'KL of best-of-n',
          unit: 'nats, reward',
          columns: ['n', 'exact KL', 'bound', 'reward'],
          rows: bounds.map(({ n, bound, exact }) => ({
            label: String(n),
            cells: [{ value: exact.kl }, { value: bound }, { value: exact.reward }],
          })),
        },
      ],
      figures: [
        {
          id: 'best-of-n',
          title: 'Best-of-n and BRAIn on the exact frontier, Strings',
          x: { label: 'KL(policy, prior), nats per response' },
          y: { label: 'Reward' },
          series: [
            {
              label: FRONTIER_NAMES.exact,
              kind: 'line',
              dashed: true,
              points: (chosen?.frontier ?? [])
                .filter(({ kl }) => kl <= 1.1 * widest)
                .map(({ kl, reward }) => ({ x: kl, y: reward })),
            },
            {
              label: 'best-of-n, exact KL',
              method: 'best-of-n',
              kind: 'points-and-line',
              points: bounds.map(({ n, exact }) => ({ x: exact.kl, y: exact.reward, label: `n = ${n}` })),
            },
            {
              label: 'best-of-n, bound',
              method: 'ppo',
              kind: 'points',
              points: bounds.map(({ n, bound, exact }) => ({ x: bound, y: exact.reward, label: `n = ${n}` })),
            },
            {
              label: 'BRAIn',
              method: 'brain',
              kind: 'points',
              points: trained.flatMap(({ exact, config }) =>
                exact.map(({ kl, reward, step }) => ({
                  x: kl,
                  y: reward,
                  label: `step ${step}, seed ${config.seed}`,
                })),
              ),
            },
          ],
        },
      ],
      claims: [
        {
          text: 'The bound is never below the exact KL',
          source: 'Beirami et al.: proven',
          measured:
            slack.length > 0
              ? `smallest slack ${Math.min(...slack).toFixed(4)} nats, largest ${Math.max(...slack).toFixed(4)}`
              : '?',
          verdict:
            slack.length === 0 ? 'waiting' : Math.min(...slack) > -1e-6 ? 'reproduced' : 'contradicted',
        },
      ],
    };
  },
};
