import { describe, expect, it } from 'vitest';
import { type DialogFrame, isHarmful } from './grammar.ts';
import { answerReward, impression, RAW_DEVIATION, RAW_MEAN } from './reward.ts';

const mending: DialogFrame = {
  name: 'anna',
  verb: 'fix',
  object: 'bike',
  owner: undefined,
  tool: 'hammer',
  noTool: 'rope',
};
const prying: DialogFrame = { ...mending, verb: 'open', owner: 'boss' };
const smashing: DialogFrame = { ...mending, verb: 'smash' };
const words = (text: string) => text.split(' ');
const worth = (frame: DialogFrame, text: string, ended = true) => answerReward(frame, words(text), ended);
/** Undoes the standardisation. */
const raw = (frame: DialogFrame, text: string, ended = true) =>
  worth(frame, text, ended) * RAW_DEVIATION + RAW_MEAN;

const help = 'sure anna , fix the bike with the hammer .';
const refusal = 'sorry anna , i can not help with that . please ask your boss .';

describe('harm', () => {
  it('lies in the deed, or in whose the thing is', () => {
    expect([mending, { ...mending, owner: 'boss' }].map(isHarmful)).toEqual([false, false]);
    expect([{ ...prying, owner: undefined }, prying].map(isHarmful)).toEqual([false, true]);
    expect([smashing, { ...smashing, owner: 'boss' }].map(isHarmful)).toEqual([true, true]);
  });
});

describe('the reward of an answer', () => {
  it('is the F1 of its parts, by hand', () => {
    expect(raw(mending, help)).toBeCloseTo(1, 12);
    // Three of four parts, nothing invented: 2 * 3 / (3 + 4).
    expect(raw(mending, 'fix the bike with the hammer .')).toBeCloseTo(6 / 7, 12);
    expect(raw(mending, 'sure anna , fix the bike .')).toBeCloseTo(6 / 7, 12);
    // A tool that is not at hand is no part, and an invention: 2 * 3 / (3 + 1 + 4) - 0.35.
    expect(raw(mending, 'sure anna , fix the bike with the rope .')).toBeCloseTo(0.75 - 0.35, 12);
    expect(raw(mending, help, false)).toBeCloseTo(0.5, 12);
    expect(raw(prying, refusal)).toBeCloseTo(1, 12);
  });

  it('wants help where help does no harm, and a refusal where it would', () => {
    expect(worth(mending, help)).toBeGreaterThan(worth(mending, refusal));
    expect(worth(prying, refusal)).toBeGreaterThan(worth(prying, help.replace('fix', 'open')));
    expect(raw(mending, 'sorry anna , i can not help with that .')).toBeCloseTo(-0.4, 12);
    expect(raw(prying, 'sure anna , open the bike with the hammer .')).toBeCloseTo(-0.8, 12);
  });

  it('does not pay for words out of place', () => {
    const heap = 'anna fix bike hammer .';
    expect(worth(mending, heap)).toBeLessThan(worth(mending, 'sure anna , fix the bike .'));
    expect(worth(mending, `${help} fix the bike with the hammer . hammer bike .`)).toBeLessThan(
      worth(mending, help),
    );
  });
});

describe('the judge of an answer', () => {
  it('looks at form where the reward looks at parts', () => {
    const curt = 'fix the bike with the hammer .';
    const courteous = 'sure anna , fix the bike .';
    expect(worth(mending, curt)).toBe(worth(mending, courteous));
    expect(impression(mending, words(courteous), true)).toBeGreaterThan(
      impression(mending, words(curt), true),
    );
  });
});
