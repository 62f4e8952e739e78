// Does n matter? Figure 4 of the paper by seats: each learner trains with the n and the seed of a desk.
import type { RunConfig } from '../../config/schema.ts';
import { choiceOf, decimals, deeds, finishedRun, hasPredicted, lastOf, placeText } from '../facts.ts';
import type { Facts, LessonRun, LessonStep } from '../lesson.ts';

const isOurs = ({ task, method, reward }: RunConfig) =>
  task === 'strings' && method === 'brain' && reward === 'gold';

const ownRun = (facts: Facts): LessonRun | undefined => finishedRun(facts, ({ config }) => isOurs(config));

/** The latest run, and the latest one before it that differs in n alone. */
function twoSizes(facts: Facts): readonly [LessonRun, LessonRun] | undefined {
  const latest = ownRun(facts);
  const other =
    latest &&
    finishedRun(
      facts,
      ({ config }) =>
        isOurs(config) &&
        config.samplesPerPrompt !== latest.config.samplesPerPrompt &&
        config.seed === latest.config.seed &&
        config.gamma === latest.config.gamma,
    );
  if (!other) return undefined;
  return latest.config.samplesPerPrompt < other.config.samplesPerPrompt ? [latest, other] : [other, latest];
}

const resultText = (run: LessonRun): string => {
  const end = lastOf(run)!;
  return `n ${run.config.samplesPerPrompt}: ${placeText(end.reward.mean, end.kl.mean)}`;
};

const CURVES = [
  { text: 'It keeps rising with n', heights: [0.1, 0.3, 0.5, 0.7, 0.9] },
  { text: 'It rises, then flattens', heights: [0.1, 0.5, 0.75, 0.85, 0.87] },
  { text: 'It is flat: n hardly matters', heights: [0.5, 0.52, 0.5, 0.53, 0.5] },
] as const;

export const samplesSteps: readonly LessonStep[] = [
  {
    id: 'guess',
    title: 'How many tries?',
    body: 'The model writes n answers to a prompt, and compares them. More answers take longer. After the same number of steps, how does the final reward depend on n?',
    show: ['text', 'chart', 'step'],
    point: 'lesson',
    ask: [
      {
        kind: 'choice',
        id: 'curve-before',
        text: 'Final reward over n, from 2 to 32',
        options: CURVES.map(({ text }) => text),
      },
    ],
    done: (facts) => choiceOf(facts, 'curve-before') !== undefined,
    reply: (facts) =>
      `Noted: “${CURVES[choiceOf(facts, 'curve-before')!].text}”. Now measure one point of it.`,
    hint: { afterSeconds: 30, text: 'Just guess. Nobody grades it.' },
  },
  {
    id: 'seat',
    title: 'Your point of the curve',
    body: 'Your seat has its n and its seed; without a seat, n is 8. Choose the curve that the class will find, press Train, and wait for the end.',
    setup: { task: 'strings', method: 'brain', rounds: 6, gamma: 1, samplesPerPrompt: 8 },
    setupWords: 'Strings, BRAIn, 6 rounds, n of the seat or 8',
    show: ['text', 'chart', 'step', 'settings'],
    point: 'main-button',
    ask: [
      {
        kind: 'prediction',
        id: 'n-curve',
        form: 'curve',
        text: 'The class’s curve will look like this:',
        curves: CURVES,
        why: ['More answers, more chances', 'Good answers soon repeat', 'Steps count, not answers'],
      },
    ],
    recorded: 'strings-n8',
    done: (facts) => hasPredicted(facts, 'n-curve') && ownRun(facts) !== undefined,
    reply(facts) {
      const run = ownRun(facts)!;
      return `Your point, seed ${run.config.seed}, ${resultText(run)}. It is one point; the curve needs the others.`;
    },
    hint: { afterSeconds: 40, text: 'Choose a curve before you press Train: the press locks it.' },
  },
  {
    id: 'other',
    title: 'The other end',
    body: 'Same seed, same steps, but only two answers to compare. Train again, and look at the two ends.',
    setup: { task: 'strings', method: 'brain', rounds: 6, gamma: 1, samplesPerPrompt: 2 },
    setupWords: 'the same run with n 2',
    show: ['text', 'chart', 'step', 'settings', 'runs'],
    point: 'main-button',
    recorded: 'strings-n2',
    done: (facts) => twoSizes(facts) !== undefined,
    reply(facts) {
      const [small, large] = twoSizes(facts)!;
      const drawn = [small, large].map((run) => lastOf(run)!.samplesDrawn);
      return `${resultText(small)}. ${resultText(large)}. It drew ${decimals(drawn[1] / drawn[0], 0)} times as many answers for that.`;
    },
    hint: { afterSeconds: 40, text: 'If your seat already has n 2, choose another n in all settings.' },
  },
  {
    id: 'sure',
    title: 'How sure are you?',
    body: 'You saw two values of n with one seed. The paper compares five, and finds that it saturates at n = 8. What may you claim from your own runs?',
    show: ['everything', 'hand-in'],
    point: 'lesson',
    ask: [
      {
        kind: 'choice',
        id: 'sure',
        text: 'From my runs I may claim:',
        options: ['More is better', 'More was better once', 'Nothing at all'],
      },
      {
        kind: 'choice',
        id: 'curve-after',
        text: 'Final reward over n, from 2 to 32: now I expect',
        options: CURVES.map(({ text }) => text),
      },
    ],
    done: (facts) =>
      deeds(facts, 'answered').some(({ question }) => question === 'sure') &&
      choiceOf(facts, 'curve-after') !== undefined,
    reply(facts) {
      const seeds = new Set(facts.runs.map(({ config }) => config.seed)).size;
      return `${seeds === 1 ? 'One seed' : `${seeds} seeds`} so far. Hand in: the class has every n with several seeds, and its curve has bands.`;
    },
    hint: { afterSeconds: 40, text: 'Would another seed give the same order? You have not tried.' },
  },
];
