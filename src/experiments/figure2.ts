// Figure 2: the KL-reward frontier of BRAIn and DPO-sft at several temperatures and checkpoints, before the best
// reachable frontier. Other methods can join the race.
import { settings } from '../config/schema.ts';
import { normalInterval } from '../math/statistics.ts';
import { FRONTIER_NAMES } from '../metrics/frontier.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { outcomesOf } from './comparisons.ts';
import type { Claim, Experiment, FigurePoint, Outcomes, ResultFigure } from './experiment.ts';
import { frontierClaims, type Reached } from './frontier_claims.ts';
import type { Evaluation, RunOutcome } from './run_outcome.ts';
import {
  type Budget,
  DRAWN_WORLD,
  isFull,
  isWhole,
  MARKOV_SHORT,
  type Overrides,
  planFor,
  type RunOf,
  requestOf,
  requestsOf,
  type Scale,
  settingsOf,
  textTasks,
} from './scale.ts';
import { temperatureFigure } from './temperature_figure.ts';

const METHODS: readonly MethodName[] = ['brain', 'dpo-sft'];

const TEMPERATURES = [4, 2, 1, 0.5, 0.25];
/** Colder ones ask for more than a response has, and run off. */
const TEXT_TEMPERATURES = TEMPERATURES.slice(0, -1);
/**
 * Factors on the temperature that the tables use: as many for BRAIn's gamma as for DPO's beta. On text the two are one
 * knob. The beta of the preset on Strings is a large one.
 */
const factors = (scale: Scale, task: TaskName) => {
  if (task === 'markov') return { gamma: TEMPERATURES, dpoBeta: TEMPERATURES };
  if (task !== 'strings') return { gamma: TEXT_TEMPERATURES, dpoBeta: TEXT_TEMPERATURES };
  return isWhole(scale)
    ? { gamma: TEMPERATURES, dpoBeta: [3, 1, 1 / 3, 0.1, 0.03] }
    : { gamma: [2, 0.5], dpoBeta: [1, 0.1] };
};

const frontierTasks = (scale: Scale): readonly TaskName[] => {
  if (scale.size === 'markov') return textTasks(scale, []);
  return isFull(scale) ? ['strings', ...textTasks(scale, ['tldr', 'sentiment'])] : ['strings'];
};

/** Where KL, reward and the best line are exact. */
const isExact = (task: TaskName) => task === 'strings' || task === 'markov';

/** Within the bounds of the setting, to two digits. */
function scaled(key: 'gamma' | 'dpoBeta', value: number): number {
  const bounds = settings[key];
  if (bounds.kind !== 'number') throw new Error(`${key} is no number`);
  return Number(Math.min(bounds.max, Math.max(bounds.min, value)).toPrecision(2));
}

function variants(scale: Scale, task: TaskName, method: MethodName): Overrides[] {
  if (method !== 'brain' && method !== 'dpo-sft') return [{}];
  const key = method === 'brain' ? 'gamma' : 'dpoBeta';
  const chosen = settingsOf(task, method)[key];
  const values = factors(scale, task)[key].map((factor) =>
    factor === 1 ? chosen : scaled(key, factor * chosen),
  );
  return [...new Set(values)].map((value) => ({ [key]: value }));
}

/** BRAIn's last run is its coldest, and is the one that records the best frontier. */
const runsOf = (scale: Scale, task: TaskName, method: MethodName): RunOf[] =>
  variants(scale, task, method).map((overrides, at, all) => ({
    task,
    method,
    overrides: task === 'markov' ? { ...MARKOV_SHORT, ...overrides } : overrides,
    frontier: method === 'brain' && at === all.length - 1,
  }));

/** What a racer had spent at a checkpoint. */
const SPENT: Readonly<Record<Budget, (checkpoint: Evaluation) => number>> = {
  samples: ({ samplesDrawn }) => samplesDrawn,
  seconds: ({ seconds }) => seconds,
};

/** The checkpoints that cost no more than the longest run of BRAIn. */
function withinBudget(
  runs: readonly RunOutcome[],
  spent: (checkpoint: Evaluation) => number,
  most: number,
): Reached[] {
  return runs.flatMap((run) =>
    run.checkpoints
      .filter((checkpoint) => spent(checkpoint) <= most)
      .map((checkpoint) => {
        const exact = run.exact.find(({ step }) => step === checkpoint.step);
        return {
          run,
          checkpoint,
          kl: exact?.kl ?? checkpoint.kl.mean,
          reward: exact?.reward ?? checkpoint.reward.mean,
          exact,
        };
      }),
  );
}

function pointOf({ run, checkpoint, kl, reward, exact }: Reached): FigurePoint {
  const { method, gamma, dpoBeta, seed } = run.config;
  const temperature = method === 'dpo-sft' ? `beta ${dpoBeta}` : `gamma ${gamma}`;
  const label = `${temperature}, step ${checkpoint.step}, seed ${seed}`;
  if (exact) return { x: kl, y: reward, label };
  const [ofKl, ofReward] = [normalInterval(checkpoint.kl), normalInterval(checkpoint.reward)];
  return {
    x: kl,
    y: reward,
    xLow: Math.max(LEAST_KL, ofKl.low),
    xHigh: ofKl.high,
    yLow: ofReward.low,
    yHigh: ofReward.high,
    label,
  };
}

/** On text the axis counts in doublings: some policies end a hundred times as far from the prior as others. */
const LEAST_KL = 1 / 32;
const onAxis = (task: TaskName, points: readonly FigurePoint[]) =>
  isExact(task) ? points : points.filter(({ x }) => x >= LEAST_KL);

/** On text only the bound of best-of-n's KL is known, log n - (n - 1) / n. */
const labelOf = (task: TaskName, method: MethodName) =>
  method === 'best-of-n' && !isExact(task)
    ? `${objectives[method].label} (upper bound of its KL)`
    : objectives[method].label;

function resultOf(
  outcomes: Outcomes,
  scale: Scale,
  task: TaskName,
): { figure: ResultFigure; claims: Claim[] } {
  const methods = [...METHODS, ...scale.race.filter((method) => !METHODS.includes(method))];
  const runs = methods.map((method) =>
    outcomesOf(
      outcomes,
      runsOf(scale, task, method).flatMap((run) => requestsOf(scale, run)),
    ),
  );
  const spent = SPENT[scale.budget];
  const most = Math.max(...runs[0].flatMap(({ checkpoints }) => checkpoints.map(spent)));
  const reached = runs.map((runsOfMethod) =>
    withinBudget(runsOfMethod, spent, Number.isFinite(most) ? most : Number.POSITIVE_INFINITY),
  );
  // Every world of markov has a line of its own.
  const isDrawn = ({ config }: RunOutcome) => task !== 'markov' || config.world === DRAWN_WORLD;
  const drawn = reached.map((points) => points.filter(({ run }) => isDrawn(run)));
  const best = runs.flat().find((run) => isDrawn(run) && run.frontier.length > 0)?.frontier ?? [];
  const widest = Math.max(1, ...drawn.flat().map(({ kl }) => kl));
  return {
    figure: {
      id: `figure2-${task}`,
      title: `KL-reward frontier, ${taskCards[task].label}${task === 'markov' ? `, world ${DRAWN_WORLD}` : ''}`,
      x: {
        label: 'KL(policy, prior), nats per response',
        scale: isExact(task) ? 'linear' : 'log',
      },
      y: { label: isExact(task) ? 'Reward' : 'Training reward' },
      series: [
        {
          label: isExact(task) ? FRONTIER_NAMES.exact : FRONTIER_NAMES.reachable,
          kind: 'line',
          dashed: true,
          points: onAxis(
            task,
            best.filter(({ kl }) => kl <= 1.1 * widest).map(({ kl, reward }) => ({ x: kl, y: reward })),
          ),
        },
        ...methods.map((method, m) => ({
          label: labelOf(task, method),
          method,
          kind: 'points' as const,
          points: onAxis(task, drawn[m].map(pointOf)),
        })),
      ],
    },
    claims: methods.slice(1).flatMap((method, m) => {
      const keys = ([METHODS[0], method] as const).flatMap((side) =>
        runsOf(scale, task, side).map((run) => requestOf(scale, run, scale.seeds[0]).key),
      );
      return frontierClaims(method, task, reached[0], reached[m + 1], planFor(scale, task)).map((claim) => ({
        ...claim,
        runs: keys,
      }));
    }),
  };
}

export const figure2: Experiment = {
  id: 'figure2',
  title: 'Figure 2',
  subject: 'The KL-reward frontier of BRAIn and DPO-sft',
  paper:
    'Several gammas of BRAIn and betas of DPO-sft, several checkpoints of each, 8 outputs a prompt. At the same KL BRAIn has much more reward, and no beta takes DPO-sft as high.',
  expectation:
    'BRAIn on or near the best frontier. At small KL a DPO-sft with a large beta is level with it. The gap opens where the policy must move far. On Strings and Markov the line is exact, and no point can lie above it. On Strings log-probs are summed. On text they are averaged, which aims at another target than the line. A policy that runs off ends far to the right and low.',
  varies: ['gamma', 'dpoBeta'],
  requests: (scale) =>
    frontierTasks(scale).flatMap((task) =>
      [...METHODS, ...scale.race.filter((method) => !METHODS.includes(method))].flatMap((method) =>
        runsOf(scale, task, method).flatMap((run) => requestsOf(scale, run)),
      ),
    ),
  result(outcomes, scale) {
    const results = frontierTasks(scale).map((task) => resultOf(outcomes, scale, task));
    return {
      tables: [],
      figures: [
        ...results.map(({ figure }) => figure),
        ...frontierTasks(scale)
          .filter((task) => task !== 'strings')
          .map((task) =>
            temperatureFigure(outcomes, scale, task, METHODS, (method) => runsOf(scale, task, method)),
          ),
      ],
      claims: results.flatMap(({ claims }) => claims),
    };
  },
};
