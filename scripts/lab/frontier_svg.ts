// The frontier of one run as a picture: reward against KL to the prior, both with 95 % intervals, beside the best that
// can be reached.

import { figureSvg } from '../../src/experiments/report/figure_svg.ts';
import { objectives } from '../../src/objectives/index.ts';
import type { RunRecord } from './recorder.ts';

/** Normal quantile of a 95 % interval. */
const Z95 = 1.96;

export function frontierSvg({
  config,
  evaluations,
  frontier,
}: Pick<RunRecord, 'config' | 'evaluations' | 'frontier'>): string {
  const { task, method, gamma, seed } = config;
  return figureSvg({
    id: 'frontier',
    title: `${objectives[method].label} on ${task}: gamma ${gamma}, seed ${seed}`,
    x: { label: 'KL(policy, prior), nats per response' },
    y: { label: 'Reward' },
    series: [
      {
        label: 'best reachable',
        kind: 'line',
        dashed: true,
        points: frontier.map(({ kl, reward }) => ({ x: kl, y: reward })),
      },
      {
        label: objectives[method].label,
        method,
        kind: 'points',
        points: evaluations.map(({ kl, reward, step }) => ({
          x: kl.mean,
          y: reward.mean,
          xLow: kl.mean - Z95 * kl.standardError,
          xHigh: kl.mean + Z95 * kl.standardError,
          yLow: reward.mean - Z95 * reward.standardError,
          yHigh: reward.mean + Z95 * reward.standardError,
          label: `step ${step}`,
        })),
      },
    ],
  });
}
