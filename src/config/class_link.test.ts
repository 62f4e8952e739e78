import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClassLink,
  classLinkQuery,
  PANEL_IDS,
  parseClassLink,
  SEAT,
  seatSettings,
  withSeat,
} from './class_link.ts';
import { presetFor } from './presets.ts';
import { type SettingKey, settings } from './schema.ts';
import { readUrl } from './url.ts';

const SETTING_KEYS = Object.keys(settings) as SettingKey[];

describe('a teacher’s link', () => {
  it('comes back from its query, and leaves the settings of the run alone', () => {
    const links: fc.Arbitrary<ClassLink> = fc.record({
      lock: fc.uniqueArray(fc.constantFrom(...SETTING_KEYS)),
      hide: fc.uniqueArray(fc.constantFrom(...PANEL_IDS, ...SETTING_KEYS)),
      seats: fc.option(
        fc.constantFrom(
          { field: 'gamma' as const, values: [0.1, 0.3, 1] },
          { field: 'method' as const, values: ['brain', 'gdc++', 'dpo-sft'] },
          { field: 'samplesPerPrompt' as const, values: [2, 8] },
        ),
        { nil: undefined },
      ),
      seat: fc.option(fc.integer({ min: SEAT.min, max: SEAT.max }), { nil: undefined }),
    });
    fc.assert(
      fc.property(links, (link) => {
        const query = classLinkQuery(link);
        expect(parseClassLink(`?${query}`)).toEqual({ link, problems: [] });
        expect(readUrl(`?${query}`)).toEqual(readUrl(''));
      }),
    );
  });

  it('can be read by people', () => {
    const link = {
      lock: ['task', 'seed'],
      hide: ['bridges'],
      seats: { field: 'gamma', values: [0.1, 1] },
    } as const;
    expect(classLinkQuery(link)).toBe('lock=task,seed&hide=bridges&seats=gamma:0.1,1');
    expect(classLinkQuery({ lock: [], hide: [] })).toBe('');
  });

  it('takes a plus sign that was typed unescaped', () => {
    expect(parseClassLink('seats=method:gdc++,brain').link.seats?.values).toEqual(['gdc++', 'brain']);
  });

  it('says what it cannot use, and keeps the rest', () => {
    const { link, problems } = parseClassLink(
      'lock=task,gama&hide=bridges,all&seats=gamma:0.1,-1&seat=0&seat=3',
    );
    expect(link).toEqual({ lock: ['task'], hide: ['bridges'], seats: undefined, seat: undefined });
    expect(problems).toEqual([
      'seat is given twice (expected once; the first counts)',
      'invalid lock: gama (expected names of settings, such as task,gamma)',
      `invalid hide: all (expected settings, or some of ${PANEL_IDS.join(', ')})`,
      'invalid gamma: -1 (expected 0.01..100)',
      'invalid seat: 0 (expected a whole number from 1 to 200)',
    ]);
  });

  it.each(['gamma', 'seed:1,2', 'color:1', ':1', ''])('refuses seats=%s', (text) => {
    const { link, problems } = parseClassLink(`seats=${text}`);
    expect(link.seats).toBeUndefined();
    expect(problems[0]).toContain('invalid seats: ');
  });

  it('refuses more values than a class has seats for', () => {
    const values = Array.from({ length: 41 }, (_, at) => at + 1).join(',');
    expect(parseClassLink(`seats=rounds:${values}`).problems[0]).toContain('41 values (expected 1..40)');
  });
});

describe('the settings of a seat', () => {
  const seats = { field: 'gamma', values: [0.1, 0.3, 1, 3, 10] } as const;

  it('make thirty seats five values of six seeds each', () => {
    const dealt = Array.from({ length: 30 }, (_, at) => seatSettings(seats, at + 1));
    for (const value of seats.values)
      expect(dealt.filter((one) => one.value === value).map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(dealt[11]).toEqual({ value: 0.3, seed: 3 });
  });

  it('take their place in the query, with the preset of a method that is dealt out', () => {
    const query = '?v=1&task=tldr&gamma=0.3&seats=method:brain,dpo&lock=task&seat=4';
    const { config, problems } = readUrl(withSeat(query));
    expect(problems).toEqual([]);
    expect(config).toEqual({ ...presetFor('tldr', 'dpo'), gamma: 0.3, seed: 2 });
    expect(parseClassLink(withSeat(query)).link).toEqual(parseClassLink(query).link);
    expect(withSeat('?v=1&seats=gamma:0.1,1')).toBe('?v=1&seats=gamma:0.1,1');
    expect(withSeat('?v=1&seat=3')).toBe('?v=1&seat=3');
  });

  it('exist for whole numbers from 1', () => {
    expect(() => seatSettings(seats, 0)).toThrow('invalid seat: 0 (expected a whole number from 1)');
    expect(() => seatSettings(seats, 1.5)).toThrow('invalid seat: 1.5');
  });
});
