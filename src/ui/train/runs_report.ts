// The report of the page's runs: one page that opens offline, with figures drawn in place.
import type { FigureSeries, ResultFigure } from '../../experiments/experiment.ts';
import { escaped, figureSvg } from '../../experiments/report/figure_svg.ts';
import { reportHead } from '../../experiments/report/page_head.ts';
import { normalInterval } from '../../math/statistics.ts';
import { objectives } from '../../objectives/index.ts';
import type { Run } from '../../store/page_state.ts';
import { taskCards } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { type Provenance, provenanceText } from '../charts/provenance.ts';
import { SHADES, shadesOf } from '../methods/shades.ts';
import { linkOf } from './frontier_csv.ts';
import { runName } from './run_name.ts';

const STRINGS = {
  title: 'BRAIn Playground: runs of one visit',
  runs: 'Runs',
  columns: ['Run', 'Seed', 'Steps', 'Reward', 'KL to the prior, nats', 'Win-rate', 'Link'],
  note: 'Reward and KL of the last evaluation, mean and standard error over fresh responses to validation prompts.',
  frontier: 'Reward against drift',
  overSteps: 'Reward over steps',
  kl: 'KL(policy ‖ prior), nats per response',
  reward: 'mean reward',
  step: 'gradient step',
  best: 'best reachable',
  on: (task: string) => ` on ${task}`,
  again: 'run it again',
  samples: 'One prompt, before and after',
  prompt: 'Prompt',
  prior: 'The starting model',
  policy: (step: number) => `The model at step ${step}`,
  worth: (reward: string) => `reward ${reward}`,
  files: 'Beside this page',
  fileTexts: [
    'config.json: settings, changes during the run, and link of each run.',
    'frontier.csv: every evaluation, and the best reachable line, in full precision.',
    'steps.csv: every gradient step.',
    'samples.csv: the last samples on the page.',
  ],
} as const;

const labelOf = (run: Run) => `#${run.id} ${runName(run)}`;

/** Runs of one method differ in shade, as on the page. */
function colourOf({ id, config: { method } }: Run, runs: readonly Run[]): string {
  const earlier = runs.filter((other) => other.config.method === method && other.id < id).length;
  return shadesOf(objectives[method].hue.light, 'light')[earlier % SHADES];
}

/** Multiple of the farthest run's KL up to which the best reachable line is drawn. */
const FARTHEST = 1.6;

/** One line a reward, however many runs train on it. */
function bestLine(runs: readonly Run[]): FigureSeries[] {
  const farthest =
    FARTHEST * Math.max(...runs.flatMap(({ evaluations }) => evaluations.map(({ kl }) => kl.mean)));
  const lines = runs.map(({ bestFrontier }) =>
    bestFrontier
      .toSorted((a, b) => a.kl - b.kl)
      .filter(({ kl }) => kl <= farthest)
      .map(({ kl, reward }) => ({ x: kl, y: reward })),
  );
  const distinct = new Map(lines.map((points) => [JSON.stringify(points), points]));
  return [...distinct.values()]
    .filter((points) => points.length > 1)
    .map((points) => ({ label: STRINGS.best, kind: 'line', dashed: true, points }));
}

const frontierFigure = (runs: readonly Run[], id: string, title: string): ResultFigure => ({
  id: `frontier-${id}`,
  title: `${STRINGS.frontier}${title}`,
  x: { label: STRINGS.kl },
  y: { label: STRINGS.reward },
  series: [
    ...bestLine(runs),
    ...runs.map(
      (run): FigureSeries => ({
        label: labelOf(run),
        colour: colourOf(run, runs),
        kind: 'points-and-line',
        points: run.evaluations.map(({ kl, reward, step }) => {
          const [ofKl, ofReward] = [normalInterval(kl), normalInterval(reward)];
          return {
            x: kl.mean,
            y: reward.mean,
            xLow: Math.max(0, ofKl.low),
            xHigh: ofKl.high,
            yLow: ofReward.low,
            yHigh: ofReward.high,
            label: `step ${step}`,
          };
        }),
      }),
    ),
  ],
});

const rewardFigure = (runs: readonly Run[], id: string, title: string): ResultFigure => ({
  id: `reward-${id}`,
  title: `${STRINGS.overSteps}${title}`,
  x: { label: STRINGS.step },
  y: { label: STRINGS.reward },
  series: runs.map((run) => ({
    label: labelOf(run),
    colour: colourOf(run, runs),
    kind: 'points-and-line',
    points: run.evaluations.map(({ step, reward }) => ({ x: step, y: reward.mean })),
  })),
});

/** Two figures a task: rewards of different tasks have nothing in common. */
function figuresOf(runs: readonly Run[]): ResultFigure[] {
  const measured = runs.filter(({ evaluations }) => evaluations.length > 0);
  const tasks = [...new Set(measured.map(({ config }) => config.task))];
  return tasks.flatMap((task) => {
    const own = measured.filter(({ config }) => config.task === task);
    const title = tasks.length > 1 ? STRINGS.on(taskCards[task].label) : '';
    return [frontierFigure(own, task, title), rewardFigure(own, task, title)];
  });
}

const estimateText = ({ mean, standardError }: { readonly mean: number; readonly standardError: number }) =>
  `${formatNumber(mean)} ± ${formatNumber(standardError, 2)}`;

function runRow(run: Run, provenance: Provenance): string {
  const last = run.evaluations.at(-1);
  const link = linkOf(run, provenance);
  const cells = [
    String(run.config.seed),
    String(run.steps.length),
    last ? estimateText(last.reward) : '–',
    last ? estimateText(last.kl) : '–',
    last ? `${formatNumber(100 * last.winRate.rate)} %` : '–',
  ];
  return `<tr><th>${escaped(labelOf(run))}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}<td><a href="${escaped(link)}">${STRINGS.again}</a></td></tr>`;
}

function samplesOf({ id, view }: Run): string {
  if (!view) return '';
  const rows = [
    [STRINGS.prior, view.prior],
    [STRINGS.policy(view.step), view.policy],
  ] as const;
  return `<h3>#${id}</h3><p class="soft">${STRINGS.prompt}: ${escaped(view.promptText)}</p><table><tbody>${rows
    .map(
      ([name, { text, reward }]) =>
        `<tr><th>${escaped(name)}</th><td>${escaped(text)}</td><td>${escaped(STRINGS.worth(formatNumber(reward)))}</td></tr>`,
    )
    .join('')}</tbody></table>`;
}

export function runsReport(runs: readonly Run[], provenance: Provenance): string {
  const samples = runs.map(samplesOf).join('\n');
  return `${reportHead(STRINGS.title)}<body>
<h1>${STRINGS.title}</h1>
<p class="soft">${escaped(provenanceText(provenance))}</p>
<h2>${STRINGS.runs}</h2>
<p class="soft">${STRINGS.note}</p>
<div class="scroll"><table><thead><tr>${STRINGS.columns.map((name) => `<th>${name}</th>`).join('')}</tr></thead><tbody>
${runs.map((run) => runRow(run, provenance)).join('\n')}
</tbody></table></div>
${figuresOf(runs).map(figureSvg).join('\n')}
${samples && `<h2>${STRINGS.samples}</h2>\n${samples}`}
<h2>${STRINGS.files}</h2>
<ul>${STRINGS.fileTexts.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>
</body></html>
`;
}
