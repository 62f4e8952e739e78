// Every step of every lesson on the log of a walk: it is done after the last event, and not one event earlier.
import { describe, expect, it } from 'vitest';
import type { Microscope } from '../session/protocol.ts';
import held from '../ui/lesson/recorded/sentiment-held.json';
import trusting from '../ui/lesson/recorded/sentiment-trusting.json';
import strings from '../ui/lesson/recorded/strings.json';
import dpo from '../ui/lesson/recorded/strings-dpo-sft.json';
import greedy from '../ui/lesson/recorded/strings-greedy.json';
import n2 from '../ui/lesson/recorded/strings-n2.json';
import n8 from '../ui/lesson/recorded/strings-n8.json';
import type { Deed } from './learner_event.ts';
import { did, factsAfter, type LoggedEvent, wholeRun } from './lesson_log.ts';
import { LESSON_NAMES, type LessonName } from './lesson_names.ts';
import { lessons } from './lessons.ts';

const entered = (step: string): Deed => ({ type: 'entered', step });
const answered = (question: string, choice = 0, isRight?: boolean): Deed => ({
  type: 'answered',
  question,
  choice,
  isRight,
});
const picked = (pair: string): Deed => ({ type: 'picked', pair, side: 'A', gold: 'A' });
const weighed = (
  method: 'brain' | 'brain-without-baseline' | 'dpo-sft-iw' | 'dpo-sft-iw-n' | 'gdc++',
): Deed => ({
  type: 'weighed-with',
  method,
});

/** Six answers; the policy has drifted a little from the proposal. */
const microscope = {
  texts: ['a a a a', 'b c c e', 'd e a e', 'a b c d', 'b c c f', 'f c h a'],
  reward: [-1.2, 3.1, -0.5, 0.4, 5.2, 0.9],
  logPrior: [-5, -7, -6, -4, -9, -7],
  logProposal: [-5, -7, -6, -4, -9, -7],
  logPolicy: [-5.2, -6.5, -6, -4, -8.4, -6.9],
  alpha: [0.01, 0.2, 0.02, 0.04, 0.68, 0.05],
} as unknown as Microscope;
const step: LoggedEvent[] = [
  { type: 'started', run: strings },
  { type: 'weighed', microscope },
];
const bet = { reward: 2.4, kl: 0.9, why: 0 } as const;
const curve = { curve: 1, why: 1 } as const;

/** For each step the events that belong to it; the last of them completes it. */
const walks: Readonly<Record<LessonName, Readonly<Record<string, readonly LoggedEvent[]>>>> = {
  frontier: {
    judge: did(picked('1'), picked('2'), picked('3')),
    learn: [...did(answered('doubling-before')), ...wholeRun(strings).slice(0, 3)],
    cost: did({ type: 'chose-point', step: 0 }, { type: 'chose-point', step: 5 }),
    bet: [...did({ type: 'predicted', question: 'bet', value: bet }), ...wholeRun(greedy, bet)],
    signs: [...step, ...did(...['0', '1', '2', '3', '4'].map((i) => answered(`sign ${i}`, 1, i === '1')))],
    baseline: did(weighed('brain'), weighed('brain-without-baseline')),
    noise: did(answered('noise'), { type: 'moved-theta', to: 0.5 }, { type: 'moved-theta', to: 0.95 }),
    race: [...wholeRun(strings), ...did(answered('race'), answered('doubling-after', 1)), ...wholeRun(dpo)],
  },
  hacking: {
    bet: [...did({ type: 'predicted', question: 'course', value: curve }), ...wholeRun(trusting, curve)],
    turn: did({ type: 'chose-point', step: 120 }, { type: 'chose-point', step: 60 }),
    ship: did(answered('ship')),
    hold: [...did(answered('hacking-exit')), ...wholeRun(held)],
  },
  samples: {
    guess: did(answered('curve-before', 2)),
    seat: [...did({ type: 'predicted', question: 'n-curve', value: curve }), ...wholeRun(n8, curve)],
    other: wholeRun(n2),
    sure: did(answered('sure'), answered('curve-after', 1)),
  },
  bridges: {
    answers: step,
    softmax: did(answered('softmax'), weighed('dpo-sft-iw')),
    many: did(weighed('dpo-sft-iw-n')),
    proposal: did(weighed('brain'), answered('proposal')),
    baseline: did(answered('gdc-baseline'), weighed('gdc++')),
    'far-end': wholeRun(strings),
    meet: [...did(answered('bridges-exit')), ...wholeRun(dpo)],
  },
};

/** The log up to the end of a step, and up to the event before. */
function walked(name: LessonName, id: string): readonly LoggedEvent[] {
  const { steps } = lessons[name];
  const until = steps.findIndex((one) => one.id === id);
  return steps.slice(0, until + 1).flatMap((one) => [...did(entered(one.id)), ...walks[name][one.id]]);
}

const sentences = (text: string) => text.split(/(?<=[.!?:;])\s/);
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;

describe.each(LESSON_NAMES)('the lesson %s', (name) => {
  const { steps, notes, plan } = lessons[name];

  it.each(steps.map(({ id }) => id))('step %s is done with its last event, and not one earlier', (id) => {
    const checked = steps.find((one) => one.id === id)!;
    const events = walked(name, id);
    expect(checked.done(factsAfter(events.slice(0, -1)))).toBe(false);
    const facts = factsAfter(events);
    expect(checked.done(facts)).toBe(true);
    expect(checked.reply(facts)).not.toMatch(/NaN|undefined|Infinity/);
    expect(checked.reply(facts)).toMatch(/[.”]$/);
  });

  it('has short texts', () => {
    for (const { body, hint, title } of steps) {
      expect(wordsOf(body), body).toBeLessThanOrEqual(45);
      expect(wordsOf(title)).toBeLessThanOrEqual(8);
      for (const sentence of [...sentences(body), ...sentences(hint.text)])
        expect(wordsOf(sentence), sentence).toBeLessThanOrEqual(20);
    }
    for (const { theySay, answer, expect: number } of notes)
      for (const sentence of [theySay, answer, number].flatMap(sentences))
        expect(wordsOf(sentence), sentence).toBeLessThanOrEqual(20);
  });

  it('has distinct steps, a note for each, and a plan of 45 minutes without a gap', () => {
    const ids = steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(notes.map((note) => note.step)).toEqual(ids);
    expect(plan.map(({ fromMinute }) => fromMinute)).toEqual([
      0,
      ...plan.slice(0, -1).map(({ toMinute }) => toMinute),
    ]);
    expect(plan.at(-1)!.toMinute).toBe(45);
  });

  it('ends with everything shown, and the way to hand in', () => {
    expect(steps.at(-1)!.show).toEqual(expect.arrayContaining(['everything', 'hand-in']));
  });
});

const two = (value: number) => value.toFixed(2).replace('-', '−');

it.each([
  ['frontier', 'learn', strings],
  ['frontier', 'bet', greedy],
  ['frontier', 'race', dpo],
  ['bridges', 'far-end', strings],
  ['bridges', 'meet', dpo],
  ['samples', 'seat', n8],
  ['samples', 'other', n2],
] as const)('the note on %s, %s, has the numbers of its recorded run', (name, id, run) => {
  const { reward, kl } = run.dots[run.dots.length - 1];
  const text = lessons[name].notes.find((note) => note.step === id)!.expect;
  expect(text).toContain(two(reward));
  expect(text).toContain(two(kl));
});

it('the notes on cheating have the numbers of their recorded runs', () => {
  const notes = lessons.hacking.notes.map(({ expect: text }) => text).join(' ');
  const [last, heldLast] = [trusting, held].map(({ dots }) => dots[dots.length - 1]);
  for (const value of [last.reward, last.goldReward, heldLast.goldReward])
    expect(notes).toContain(two(value));
});
