// Cheat the reward: a learned reward against the gold reward of the same answers, and where the two part.

import type { Evaluation } from '../../experiments/run_outcome.ts';
import {
  choiceOf,
  decimals,
  deeds,
  dotsOf,
  farthest,
  finishedRun,
  hasPredicted,
  isFinished,
  lastOf,
} from '../facts.ts';
import type { Facts, LessonRun, LessonStep } from '../lesson.ts';

/** A reward that has met no careless writing, and steps that are large enough to find that out: 120 of them. */
const TRUSTING = {
  task: 'sentiment',
  method: 'brain',
  reward: 'gameable',
  logProbReduction: 'sum',
  learningRate: 0.001,
} as const;

const isLearned = ({ config }: LessonRun): boolean => config.reward !== 'gold';

const goldBest = (run: LessonRun) => farthest(run.evaluations, ({ goldReward }) => goldReward.mean)!;

/** How much more the learned reward promises than the gold reward keeps. */
const gapOf = ({ reward, goldReward }: Evaluation): number => reward.mean - goldReward.mean;

const growthOf = (run: LessonRun): number => gapOf(lastOf(run)!) - gapOf(run.evaluations[0]);

/** Standard errors of a difference that may be luck. */
const LUCK = 2;

/** The first test that no later one beats by more than luck, by the gold reward. */
export function turnOf({ evaluations }: LessonRun): Evaluation {
  const beats = (a: Evaluation['goldReward'], b: Evaluation['goldReward']) =>
    a.mean - b.mean > LUCK * Math.hypot(a.standardError, b.standardError);
  return evaluations.find(
    ({ goldReward }, i) => !evaluations.slice(i + 1).some((later) => beats(later.goldReward, goldReward)),
  )!;
}

/** The tests are noisy: a neighbour of the turn will do. */
function isNearTurn(run: LessonRun, step: number | undefined): boolean {
  const at = (wanted: number | undefined) => run.evaluations.findIndex((one) => one.step === wanted);
  return at(step) >= 0 && Math.abs(at(step) - at(turnOf(run).step)) <= 1;
}

/** Which of the three curves the gold reward came to: as the learned one, less than it, or down again. */
export function goldCourse(run: LessonRun): 0 | 1 | 2 {
  const [first, best, last] = [run.evaluations[0], goldBest(run), lastOf(run)!];
  const error = Math.hypot(best.goldReward.standardError, last.goldReward.standardError);
  if (best.goldReward.mean - last.goldReward.mean > LUCK * error) return 2;
  const gapError = Math.hypot(
    ...[first, last].flatMap(({ reward, goldReward }) => [reward.standardError, goldReward.standardError]),
  );
  return growthOf(run) > LUCK * gapError ? 1 : 0;
}

const COURSES = [
  { text: 'It rises as much as the learned one', heights: [0.1, 0.4, 0.6, 0.75, 0.85] },
  { text: 'It rises less and less', heights: [0.1, 0.35, 0.5, 0.57, 0.6] },
  { text: 'It rises, then falls', heights: [0.1, 0.4, 0.55, 0.5, 0.35] },
] as const;

const trainedRun = (facts: Facts): LessonRun | undefined =>
  finishedRun(facts, (run) => isLearned(run) && facts.predictions[run.id] !== undefined);

/** The same reward trusted less, and the run before it. */
function heldBack(facts: Facts): readonly [trusting: LessonRun, held: LessonRun] | undefined {
  const runs = facts.runs.filter((run) => isLearned(run) && isFinished(run));
  const held = runs.at(-1);
  const trusting = held && runs.findLast(({ config }) => config.gamma < held.config.gamma);
  return trusting && [trusting, held];
}

export const hackingSteps: readonly LessonStep[] = [
  {
    id: 'bet',
    title: 'A reward learned from people',
    body: 'This reward was learned from choices between tidy reviews. It has never met a careless one. What will the true reward do while we train on the learned one? Draw it.',
    setup: { ...TRUSTING, gamma: 0.01 },
    setupWords: 'Sentiment with a learned reward, trusted a lot (gamma 0.01)',
    show: ['text', 'chart', 'step', 'settings'],
    point: 'main-button',
    ask: [
      {
        kind: 'prediction',
        id: 'course',
        form: 'curve',
        text: 'The true reward, while the learned one rises:',
        curves: COURSES,
        why: ['It learned what people want', 'It learned only part of it', 'Every gap gets used'],
      },
    ],
    recorded: 'sentiment-trusting',
    done: (facts) => hasPredicted(facts, 'course') && trainedRun(facts) !== undefined,
    reply(facts) {
      const run = trainedRun(facts)!;
      const [first, last] = [run.evaluations[0], lastOf(run)!];
      const prediction = facts.predictions[run.id];
      const said = 'curve' in prediction ? `You said: ${COURSES[prediction.curve].text.toLowerCase()}. ` : '';
      return `${said}Learned: ${decimals(first.reward.mean)} → ${decimals(last.reward.mean)}. True: ${decimals(first.goldReward.mean)} → ${decimals(last.goldReward.mean)}. Here: ${COURSES[goldCourse(run)].text.toLowerCase()}.`;
    },
    hint: {
      afterSeconds: 60,
      text: 'Diamonds are the true reward of the same answers. The run takes about a minute.',
    },
  },
  {
    id: 'turn',
    title: 'Mark the turn',
    body: 'The line is the learned reward, the diamonds are the true one. Tap the dot from which on the true reward gains nothing. From there training only learns to cheat.',
    show: ['text', 'chart', 'step'],
    point: 'chart',
    ask: [{ kind: 'dot', text: 'The dot where the true reward stops rising' }],
    done: ({ current, ...facts }) =>
      current !== undefined &&
      isLearned(current) &&
      dotsOf(current).length > 0 &&
      isNearTurn(current, deeds({ current, ...facts }, 'chose-point').at(-1)?.step),
    reply({ current }) {
      const [turn, last] = [turnOf(current!), lastOf(current!)!];
      if (turn.step === last.step)
        return `No turn yet: the true reward still rises at step ${turn.step}. But the gap grew by ${decimals(growthOf(current!))}.`;
      return `Right, about step ${turn.step}. After it the learned reward goes from ${decimals(turn.reward.mean)} to ${decimals(last.reward.mean)}. The true one goes from ${decimals(turn.goldReward.mean)} to ${decimals(last.goldReward.mean)}.`;
    },
    hint: {
      afterSeconds: 30,
      text: 'Look at the diamonds alone. Where is the first that none behind it clearly beats?',
    },
  },
  {
    id: 'ship',
    title: 'Which one would you ship?',
    body: 'In the world outside there is no gold reward to look at, only the learned one and people. Read what the model writes now. Which dot would you release?',
    show: ['text', 'chart', 'step', 'samples'],
    point: 'lesson',
    ask: [
      {
        kind: 'choice',
        id: 'ship',
        text: 'I would release',
        options: [
          'The last: most learned reward',
          'An early one: less drift',
          'None before people have read some',
        ],
      },
    ],
    done: (facts) =>
      facts.current !== undefined && isLearned(facts.current) && choiceOf(facts, 'ship') !== undefined,
    reply({ current }) {
      const [best, top] = [goldBest(current!), farthest(current!.evaluations, ({ reward }) => reward.mean)!];
      const cost = best.goldReward.mean - top.goldReward.mean;
      return `By the learned reward step ${top.step} wins; its true reward is ${decimals(top.goldReward.mean)}. The truly best is step ${best.step} with ${decimals(best.goldReward.mean)}. The choice costs ${decimals(cost)}.`;
    },
    hint: { afterSeconds: 40, text: 'There is no right answer, but there is a price.' },
  },
  {
    id: 'hold',
    title: 'Trust it less',
    body: 'Gamma says how much the reward is trusted. Make it ten times larger and train again. Does the gap between promise and truth shrink?',
    setup: { ...TRUSTING, gamma: 0.1 },
    setupWords: 'the same with gamma 0.1',
    show: ['everything', 'hand-in'],
    point: 'main-button',
    ask: [
      {
        kind: 'choice',
        id: 'hacking-exit',
        text: 'A reward rises all the time. That shows',
        options: ['The answers get better', 'The answers please that reward', 'Nothing'],
      },
    ],
    recorded: 'sentiment-held',
    done: (facts) => choiceOf(facts, 'hacking-exit') !== undefined && heldBack(facts) !== undefined,
    reply(facts) {
      const [trusting, held] = heldBack(facts)!;
      const line = (run: LessonRun) =>
        `gamma ${run.config.gamma}: the gap grew by ${decimals(growthOf(run))}, true reward ${decimals(lastOf(run)!.goldReward.mean)}`;
      return `With ${line(trusting)}. With ${line(held)}. Hand in, and compare with the class.`;
    },
    hint: { afterSeconds: 60, text: 'It is slow on a CPU. The recorded run shows the same.' },
  },
];
