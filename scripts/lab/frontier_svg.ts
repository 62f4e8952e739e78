// The frontier of one run as a picture: reward against KL to the prior, both with 95 % intervals, beside the best that
// reweighting prior samples reaches.
import type { RunRecord } from './recorder.ts';

const WIDTH = 800;
const HEIGHT = 520;
const PLOT = { left: 70, right: 780, top: 50, bottom: 460 };
/** Normal quantile of a 95 % interval. */
const Z95 = 1.96;
const POLICY = '#c2410c';
const REACHABLE = '#475569';

type Range = readonly [number, number];

/** About five round tick values that span the range. */
export function ticks([low, high]: Range): number[] {
  const raw = (high - low) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= raw) ?? 10);
  const first = Math.ceil(low / step);
  // Multiples of the step, rounded to shed the error of the multiplication.
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** The values with a margin of 5 %, or 1 around a single value. */
function rangeOf(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = high > low ? 0.05 * (high - low) : 1;
  return [low - margin, high + margin];
}

function scale([low, high]: Range, from: number, to: number): (value: number) => number {
  return (value) => Number((from + ((value - low) / (high - low)) * (to - from)).toFixed(2));
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function frontierSvg({
  config,
  evaluations,
  frontier,
}: Pick<RunRecord, 'config' | 'evaluations' | 'frontier'>): string {
  const dots = evaluations.filter(
    ({ kl, reward }) => Number.isFinite(kl.mean) && Number.isFinite(reward.mean),
  );
  const spread = ({ mean, standardError }: { mean: number; standardError: number }) => {
    const half = Number.isFinite(standardError) ? Z95 * standardError : 0;
    return [mean - half, mean + half];
  };
  const xRange = rangeOf([...frontier.map(({ kl }) => kl), ...dots.flatMap(({ kl }) => spread(kl))]);
  const yRange = rangeOf([
    ...frontier.map(({ reward }) => reward),
    ...dots.flatMap(({ reward }) => spread(reward)),
  ]);
  const x = scale(xRange, PLOT.left, PLOT.right);
  const y = scale(yRange, PLOT.bottom, PLOT.top);
  const path = (points: readonly (readonly [number, number])[]) =>
    points.map(([kl, reward]) => `${x(kl)},${y(reward)}`).join(' ');
  const reachable = [...frontier].sort((a, b) => a.kl - b.kl).map(({ kl, reward }) => [kl, reward] as const);
  const grid = [
    ...ticks(xRange).map(
      (t) =>
        `<path d="M${x(t)} ${PLOT.top}V${PLOT.bottom}"/><text x="${x(t)}" y="${PLOT.bottom + 18}" text-anchor="middle">${t}</text>`,
    ),
    ...ticks(yRange).map(
      (t) =>
        `<path d="M${PLOT.left} ${y(t)}H${PLOT.right}"/><text x="${PLOT.left - 8}" y="${y(t) + 4}" text-anchor="end">${t}</text>`,
    ),
  ];
  const points = dots.map(({ step, kl, reward }) => {
    const [left, right] = spread(kl).map(x);
    const [bottom, top] = spread(reward).map(y);
    const [cx, cy] = [x(kl.mean), y(reward.mean)];
    return `<g><title>step ${step}: KL ${kl.mean}, reward ${reward.mean}</title><path d="M${left} ${cy}H${right}M${cx} ${bottom}V${top}"/><circle cx="${cx}" cy="${cy}" r="4"/></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${PLOT.left}" y="28" font-size="16">${escaped(`${config.task}: ${config.method}, seed ${config.seed}`)}</text>
<g stroke="#e2e8f0" fill="none"><g fill="#334155" stroke-width="1">${grid.join('\n').replaceAll('<text', '<text stroke="none"')}</g></g>
<polyline points="${path(reachable)}" fill="none" stroke="${REACHABLE}" stroke-width="2" stroke-dasharray="6 4"/>
<polyline points="${path(dots.map(({ kl, reward }) => [kl.mean, reward.mean] as const))}" fill="none" stroke="${POLICY}" stroke-opacity="0.4"/>
<g stroke="${POLICY}" fill="${POLICY}">${points.join('\n')}</g>
<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 20}" text-anchor="middle">KL(policy, prior), nats per response</text>
<text transform="translate(20 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">reward</text>
<g text-anchor="end"><text x="${PLOT.right}" y="20" fill="${POLICY}">policy, 95 % intervals</text><text x="${PLOT.right}" y="38" fill="${REACHABLE}">prior reweighted by exp(r / gamma)</text></g>
</svg>
`;
}
