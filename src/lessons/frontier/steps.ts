// Better, but not too far: from judging two answers by oneself to comparing two methods at equal drift.
import { gdcVariance } from '../../gaussian/exact.ts';
import { runGaussian } from '../../gaussian/experiment.ts';
import { gaussianDefaults } from '../../gaussian/settings.ts';
import { objectives } from '../../objectives/index.ts';
import {
  choiceOf,
  decimals,
  deeds,
  dotsOf,
  farthest,
  finishedRun,
  hasPredicted,
  lastOf,
  placeAnswer,
  placeOf,
  placeText,
  sharesOf,
} from '../facts.ts';
import type { Facts, LessonStep } from '../lesson.ts';
import { raceText, rivals } from '../race.ts';
import { doublingQuestion } from './doubling_question.ts';
import { signsText } from './signs.ts';
import { targetPlace } from './target_place.ts';

/** Small enough for any laptop: 150 steps, about 10 s on a CPU. */
const SHORT = { task: 'strings', method: 'brain', rounds: 6 } as const;
/** From there the proposal is nearly the policy. */
const NEAR_POLICY = 0.9;

/** Computed once: it takes some milliseconds. */
let noise: string | undefined;

const betRun = (facts: Facts) =>
  finishedRun(facts, ({ id, config }) => placeOf(facts.predictions[id]) !== undefined && config.gamma < 1);

export const frontierSteps: readonly LessonStep[] = [
  {
    id: 'judge',
    title: 'Be the judge',
    body: 'A tiny model read a post and wrote two summaries. Which is better? Choose for three posts, or call it a tie. A hidden reward judges them, too.',
    show: [],
    point: 'lesson',
    ask: [{ kind: 'pairs', count: 3 }],
    done: (facts) => deeds(facts, 'picked').length >= 3,
    reply(facts) {
      const picked = deeds(facts, 'picked');
      const same = picked.filter(({ side, gold }) => side === gold).length;
      return `The hidden reward agrees with you on ${same} of ${picked.length}. From now on it judges instead of you.`;
    },
    hint: {
      afterSeconds: 40,
      text: 'There is no wrong choice. The reward pays for right facts in few words.',
    },
  },
  {
    id: 'learn',
    title: 'Let it learn',
    body: 'Now letters instead of posts: the model writes four letters, and the reward likes four secret words. Answer the question, then press Train. Watch the text, then the dot.',
    setup: { ...SHORT, gamma: 1 },
    setupWords: 'the task Strings, 6 rounds',
    show: ['text', 'chart', 'step'],
    point: 'main-button',
    ask: [doublingQuestion('doubling-before')],
    recorded: 'strings',
    done: (facts) =>
      facts.current?.config.task === 'strings' &&
      dotsOf(facts.current).length >= 2 &&
      choiceOf(facts, 'doubling-before') !== undefined,
    reply({ current }) {
      const [start, end] = [current!.evaluations[0], lastOf(current!)!];
      return `Reward ${decimals(start.reward.mean)} → ${decimals(end.reward.mean)}. It also drifted ${decimals(end.kl.mean)} nats from where it started.`;
    },
    hint: {
      afterSeconds: 30,
      text: 'Press “Set it up for me”, then the big button. The first dot comes in seconds.',
    },
  },
  {
    id: 'cost',
    title: 'What did it cost?',
    body: 'Drift is how differently the model writes now. Each dot is one test: up is more reward, right is more drift. Tap the dot that drifted most.',
    show: ['text', 'chart', 'step'],
    point: 'chart',
    ask: [{ kind: 'dot', text: 'The dot that drifted most' }],
    done: (facts) =>
      facts.current !== undefined &&
      dotsOf(facts.current).length > 0 &&
      deeds(facts, 'chose-point').at(-1)?.step ===
        farthest(facts.current.evaluations, ({ kl }) => kl.mean)?.step,
    reply({ current }) {
      const far = farthest(current!.evaluations, ({ kl }) => kl.mean)!;
      const rich = farthest(current!.evaluations, ({ reward }) => reward.mean)!;
      const trade =
        far.step === rich.step
          ? 'It is also the best-paid dot.'
          : `The best-paid dot is step ${rich.step}: ${placeText(rich.reward.mean, rich.kl.mean)}.`;
      return `Right: ${placeText(far.reward.mean, far.kl.mean)}. ${trade} The grey line is the best trade; nobody gets above it.`;
    },
    hint: {
      afterSeconds: 25,
      text: 'Look for the dot that lies farthest to the right. Or choose it from the list.',
    },
  },
  {
    id: 'bet',
    title: 'Place your bet',
    body: 'Make it greedier: gamma 0.3 instead of 1. Where will it end? Drag the ring there and say why. Then press Train, which locks your guess.',
    setup: { ...SHORT, gamma: 0.3 },
    setupWords: 'Strings, BRAIn, gamma 0.3, 6 rounds',
    show: ['text', 'chart', 'step', 'settings'],
    point: 'chart',
    ask: [
      {
        kind: 'prediction',
        id: 'bet',
        form: 'place',
        text: 'Where will it end?',
        why: [
          'Greedy means more of both',
          'Reward has a ceiling, drift has none',
          'It cannot move far from where it starts',
        ],
      },
    ],
    recorded: 'strings-greedy',
    done: (facts) => hasPredicted(facts, 'bet') && betRun(facts) !== undefined,
    reply(facts) {
      const run = betRun(facts)!;
      const answer = placeAnswer(placeOf(facts.predictions[run.id])!, lastOf(run)!);
      const target = targetPlace(run);
      return target ? `${answer} The exact target has ${placeText(target.reward, target.kl)}.` : answer;
    },
    hint: {
      afterSeconds: 40,
      text: 'Arrow keys move the ring, too. A guess counts once the ring has moved.',
    },
  },
  {
    id: 'signs',
    title: 'One step, slowly',
    body: 'Press Step once. Here are five of its answers with their rewards. Which will the model make more likely, and which less? Mark each up or down.',
    setup: { ...SHORT, gamma: 1 },
    setupWords: 'a fresh run on Strings with gamma 1',
    show: ['text', 'chart', 'step'],
    point: 'step-button',
    ask: [{ kind: 'signs', count: 5 }],
    done: (facts) =>
      facts.current?.microscope !== undefined &&
      new Set(deeds(facts, 'answered').map(({ question }) => question)).size >= 5,
    reply: (facts) => signsText(facts),
    hint: {
      afterSeconds: 40,
      text: 'Compare an answer’s reward with the others of the same prompt, not with zero.',
    },
  },
  {
    id: 'baseline',
    title: 'Take away the baseline',
    body: 'Blue bars go up, red bars go down. Beta is the part that pushes down. Weigh the same answers with BRAIn without its baseline, and watch the bars.',
    show: ['step', 'weights'],
    point: 'weigh-with',
    done: (facts) =>
      facts.current?.microscope !== undefined &&
      deeds(facts, 'weighed-with').some(({ method }) => method === 'brain-without-baseline'),
    reply({ current }) {
      const { push } = sharesOf(current)!;
      const down = push.filter((value) => value < 0).length;
      return `With the baseline ${down} of ${push.length} are pushed down. Without it, none: everything is pushed up, only some of it more.`;
    },
    hint: { afterSeconds: 25, text: 'Open the list “Weigh with” and choose “BRAIn w/o baseline”.' },
  },
  {
    id: 'noise',
    title: 'Why noise matters',
    body: 'Here everything is a bell curve, so the truth is known. Drag theta from the target to the policy. Which method’s noise explodes on the way?',
    show: ['variance'],
    point: 'theta',
    ask: [
      {
        kind: 'choice',
        id: 'noise',
        text: 'Whose noise explodes?',
        options: ['GDC', 'BRAIn', 'Both alike'],
      },
    ],
    done: (facts) =>
      deeds(facts, 'moved-theta').some(({ to }) => to >= NEAR_POLICY) &&
      choiceOf(facts, 'noise') !== undefined,
    reply: () => {
      noise ??= noiseText();
      return noise;
    },
    hint: { afterSeconds: 30, text: 'Drag the middle bell to the right. Or focus it and press End.' },
  },
  {
    id: 'race',
    title: 'Race',
    body: 'Same start, same seed, another method: DPO-sft. Bet first, then train. Compare the two at the same drift, where both have been.',
    setup: { ...SHORT, method: 'dpo-sft' },
    setupWords: 'the method DPO-sft on Strings, 6 rounds',
    show: ['everything', 'hand-in'],
    point: 'main-button',
    ask: [
      {
        kind: 'choice',
        id: 'race',
        text: 'Who has more reward at the same drift?',
        options: ['BRAIn', 'DPO-sft', 'Nobody can tell from one seed'],
      },
      doublingQuestion('doubling-after'),
    ],
    recorded: 'strings-dpo-sft',
    done: (facts) =>
      choiceOf(facts, 'race') !== undefined &&
      choiceOf(facts, 'doubling-after') !== undefined &&
      rivals(facts, 'dpo-sft') !== undefined,
    reply(facts) {
      return `${raceText(rivals(facts, 'dpo-sft')!)} One seed is an anecdote: hand in, and pool the class.`;
    },
    hint: {
      afterSeconds: 60,
      text: 'It needs a finished run of BRAIn and one of DPO-sft, with one seed and gamma 1.',
    },
  },
];

/** Exact where a closed form exists; BRAIn's is measured from the draws that the page begins with. */
function noiseText(): string {
  const { policyMean, samples } = gaussianDefaults;
  const gdc = (theta: number) => gdcVariance({ theta, policyMean, samples });
  const { variance } = runGaussian(gaussianDefaults).brain;
  const [atTarget, atPolicy] = [variance[0], variance[variance.length - 1]];
  const name = objectives.gdc.label;
  return `${name}’s variance goes from ${decimals(gdc(0), 3)} to ${decimals(gdc(1))}, BRAIn’s from ${decimals(atTarget, 3)} to ${decimals(atPolicy, 3)}. At theta 0 ${name} is ${gdc(0) < atTarget ? 'lower' : 'higher'}, and BRAIn is biased: both are true.`;
}
