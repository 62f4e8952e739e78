// Draws the frontier of one run: reward against KL to the prior, both with 95 % intervals, beside the best reachable
// frontier.
import { figureSvg } from '../../src/experiments/report/figure_svg.ts';
import { normalInterval } from '../../src/math/statistics.ts';
import { FRONTIER_NAMES } from '../../src/metrics/frontier.ts';
import { objectives } from '../../src/objectives/index.ts';
import type { RunRecord } from './recorder.ts';

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
        label: task === 'strings' ? FRONTIER_NAMES.exact : FRONTIER_NAMES.reachable,
        kind: 'line',
        dashed: true,
        points: frontier.map(({ kl, reward }) => ({ x: kl, y: reward })),
      },
      {
        label: objectives[method].label,
        method,
        kind: 'points',
        points: evaluations.map(({ kl, reward, step }) => {
          const [ofKl, ofReward] = [normalInterval(kl), normalInterval(reward)];
          return {
            x: kl.mean,
            y: reward.mean,
            xLow: ofKl.low,
            xHigh: ofKl.high,
            yLow: ofReward.low,
            yHigh: ofReward.high,
            label: `step ${step}`,
          };
        }),
      },
    ],
  });
}
