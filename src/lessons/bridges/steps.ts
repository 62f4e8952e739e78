// From DPO and GDC to BRAIn: each box of the bridges changes one term, on answers of the learner's own run.
import { effectiveSampleSize } from '../../math/statistics.ts';
import type { MethodName } from '../../objectives/index.ts';
import { choiceOf, decimals, deeds, finishedRun, lastOf, percent, placeText, sharesOf } from '../facts.ts';
import type { Facts, LessonStep } from '../lesson.ts';
import { raceText, rivals } from '../race.ts';

const SHORT = { task: 'strings', method: 'brain', rounds: 6, gamma: 1 } as const;

const weighedWith = (facts: Facts, method: MethodName): boolean =>
  facts.current?.microscope !== undefined &&
  deeds(facts, 'weighed-with').some((deed) => deed.method === method);

/** The two different rewards of the microscope that lie closest. */
function closestPair({ current }: Facts): { readonly better: number; readonly worse: number } | undefined {
  const rewards = [...new Set(current!.microscope!.reward)].sort((a, b) => a - b);
  return rewards
    .slice(1)
    .map((better, i) => ({ better, worse: rewards[i] }))
    .sort((a, b) => a.better - a.worse - (b.better - b.worse))[0];
}

export const bridgesSteps: readonly LessonStep[] = [
  {
    id: 'answers',
    title: 'Answers to weigh',
    body: 'All these methods look at answers to one prompt and decide which to push up. Take one step, so that there are answers. They are the bars in the boxes below.',
    setup: SHORT,
    setupWords: 'a fresh run on Strings with BRAIn',
    show: ['step', 'bridges'],
    point: 'step-button',
    done: ({ current }) => current?.microscope !== undefined,
    reply(facts) {
      const { reward } = facts.current!.microscope!;
      return `${reward.length} answers, rewards from ${decimals(Math.min(...reward))} to ${decimals(Math.max(...reward))}. Every box weighs these same answers.`;
    },
    hint: { afterSeconds: 25, text: 'Press “Set it up for me”, then Step.' },
  },
  {
    id: 'softmax',
    title: 'A narrow win is a narrow win',
    body: 'DPO-sft gives the better of two answers all the weight. Choose the next box, argmax to softmax. What happens to two answers that are nearly as good?',
    show: ['step', 'bridges'],
    point: 'bridges',
    ask: [
      {
        kind: 'choice',
        id: 'softmax',
        text: 'Two answers, nearly as good:',
        options: ['The better still gets all', 'Nearly half each', 'Neither gets any'],
      },
    ],
    done: (facts) => weighedWith(facts, 'dpo-sft-iw') && choiceOf(facts, 'softmax') !== undefined,
    reply(facts) {
      const pair = closestPair(facts);
      if (!pair) return 'All rewards are equal here: softmax would give each the same share.';
      const share = 1 / (1 + Math.exp((pair.worse - pair.better) / facts.current!.config.gamma));
      return `Your closest two have rewards ${decimals(pair.better)} and ${decimals(pair.worse)}. Argmax: 100 % and 0 %. Softmax: ${percent(share)} and ${percent(1 - share)}.`;
    },
    hint: { afterSeconds: 25, text: 'The boxes are under “From DPO-sft to BRAIn”. Choose the second one.' },
  },
  {
    id: 'many',
    title: 'From two to many',
    body: 'Choose the third box: all n answers are weighed against each other at once. How does that differ from comparing them two by two?',
    show: ['step', 'bridges'],
    point: 'bridges',
    done: (facts) => weighedWith(facts, 'dpo-sft-iw-n'),
    reply(facts) {
      const { alpha } = sharesOf(facts.current)!;
      return `${alpha.length} answers share the weight; the best has ${percent(Math.max(...alpha))}. It is as if ${decimals(effectiveSampleSize(alpha), 1)} of them counted. One step hears them all.`;
    },
    hint: { afterSeconds: 25, text: 'Its title says “2 → n samples”.' },
  },
  {
    id: 'proposal',
    title: 'Write, then look again',
    body: 'Last box: the answers come from the model as it now writes, not from the starting model. Why is that worth the trouble?',
    show: ['step', 'bridges'],
    point: 'bridges',
    ask: [
      {
        kind: 'choice',
        id: 'proposal',
        text: 'Why draw from the model as it is?',
        options: ['Good answers become frequent', 'It is less work', 'The reward changes'],
      },
    ],
    done: (facts) => weighedWith(facts, 'brain') && choiceOf(facts, 'proposal') !== undefined,
    reply(facts) {
      const { alpha, push } = sharesOf(facts.current)!;
      return `At the start good answers are rare: ${decimals(effectiveSampleSize(alpha), 1)} of ${alpha.length} count. Later the model itself writes them. The pushes sum to ${decimals(push.reduce((sum, one) => sum + one, 0))}.`;
    },
    hint: { afterSeconds: 25, text: 'It is the box at the right end, BRAIn.' },
  },
  {
    id: 'baseline',
    title: 'The other bank: GDC',
    body: 'GDC only pushes up, by how much more the target writes an answer. Choose the second box of the second bridge: a baseline. What does subtracting it do?',
    show: ['step', 'bridges'],
    point: 'bridges',
    ask: [
      {
        kind: 'choice',
        id: 'gdc-baseline',
        text: 'Subtracting what the model already writes:',
        options: ['Pushes the overdone down', 'Makes every push smaller', 'Changes nothing'],
      },
    ],
    done: (facts) => weighedWith(facts, 'gdc++') && choiceOf(facts, 'gdc-baseline') !== undefined,
    reply(facts) {
      const { push } = sharesOf(facts.current)!;
      const down = push.filter((value) => value < 0).length;
      return `GDC pushes none of these down. With the baseline the overdone go down: ${down} of ${push.length} in BRAIn’s weights. On average it changes nothing, it only takes noise away.`;
    },
    hint: { afterSeconds: 25, text: 'It is the box “+ baseline”, GDC++.' },
  },
  {
    id: 'far-end',
    title: 'The far end',
    body: 'Both bridges end at BRAIn. You took one step of it; now let it run to its end.',
    setup: SHORT,
    setupWords: 'a fresh run on Strings with BRAIn, if yours is gone',
    show: ['text', 'chart', 'step'],
    point: 'main-button',
    recorded: 'strings',
    done: (facts) =>
      finishedRun(facts, ({ config }) => config.method === 'brain' && config.task === 'strings') !==
      undefined,
    reply(facts) {
      const end = lastOf(finishedRun(facts, ({ config }) => config.method === 'brain')!)!;
      return `BRAIn ends with ${placeText(end.reward.mean, end.kl.mean)}.`;
    },
    hint: { afterSeconds: 30, text: 'The big button goes on with the run.' },
  },
  {
    id: 'meet',
    title: 'Does the walk pay?',
    body: 'Now the near end: DPO-sft from the same start with the same seed. Compare the two at the same drift.',
    setup: { ...SHORT, method: 'dpo-sft' },
    setupWords: 'the method DPO-sft on Strings, 6 rounds',
    show: ['everything', 'hand-in'],
    point: 'main-button',
    ask: [
      {
        kind: 'choice',
        id: 'bridges-exit',
        text: 'Which change would you miss most?',
        options: ['Softmax for argmax', 'Many answers for two', 'Fresh answers', 'The baseline'],
      },
    ],
    recorded: 'strings-dpo-sft',
    done: (facts) => choiceOf(facts, 'bridges-exit') !== undefined && rivals(facts, 'dpo-sft') !== undefined,
    reply: (facts) => `${raceText(rivals(facts, 'dpo-sft')!)} Hand in, and see what the class would miss.`,
    hint: { afterSeconds: 60, text: 'It needs a finished run of each, with one seed and gamma 1.' },
  },
];
