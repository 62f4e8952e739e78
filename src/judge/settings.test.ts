import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { judgeMessages } from './prompts.ts';
import {
  estimateCost,
  isLoopback,
  judgeDefaults,
  normaliseEndpoint,
  parseJudgeSettings,
} from './settings.ts';

const KEY = 'sk-very-secret-4711';
const LOCAL = { endpoint: 'http://localhost:11434', model: 'llama' };

describe('the address', () => {
  it.each([
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://localhost:11434/', 'http://localhost:11434/v1'],
    [' http://localhost:8080/v1 ', 'http://localhost:8080/v1'],
    ['http://localhost:8080/v1/', 'http://localhost:8080/v1'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
    ['https://example.org/proxy', 'https://example.org/proxy/v1'],
    ['https://example.org/v1beta/openai/', 'https://example.org/v1beta/openai'],
    ['http://[::1]:8080', 'http://[::1]:8080/v1'],
  ])('%s is %s, and stays so', (text, base) => {
    expect(normaliseEndpoint(text)).toBe(base);
    expect(normaliseEndpoint(base)).toBe(base);
  });

  it('without a version is left alone if the whole path is given', () => {
    expect(normaliseEndpoint('https://example.org/odd/chat/completions')).toBe('https://example.org/odd');
  });

  it.each(['foo', '', 'localhost:11434', 'ftp://example.org', 'file:///etc/passwd', '/v1'])(
    'refuses "%s"',
    (text) => {
      expect(() => normaliseEndpoint(text)).toThrow(
        `invalid judge endpoint: "${text}" (expected an http(s) address such as http://localhost:11434/v1)`,
      );
    },
  );

  it.each([`https://me:${KEY}@example.org`, `https://${KEY}@example.org`, `https://example.org?key=${KEY}`])(
    'refuses secrets in it without quoting them',
    (text) => {
      expect(() => normaliseEndpoint(text)).toThrow('invalid judge endpoint: it holds a');
      expect(() => normaliseEndpoint(text)).not.toThrow(KEY);
    },
  );

  it('knows which stay on this machine', () => {
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:1', 'ollama.localhost'])
      expect(isLoopback(`http://${host}/v1`)).toBe(true);
    for (const host of ['example.org', '192.168.1.2', 'localhost.example.org', '127.0.0.1.example.org'])
      expect(isLoopback(`http://${host}/v1`)).toBe(false);
  });
});

describe('settings', () => {
  it('have defaults', () => {
    expect(parseJudgeSettings(LOCAL)).toEqual({
      ...judgeDefaults,
      endpoint: 'http://localhost:11434/v1',
      model: 'llama',
    });
    expect(parseJudgeSettings({ ...LOCAL, apiKey: ' ' }).apiKey).toBeUndefined();
  });

  it.each([
    [{ ...LOCAL, parallel: 33 }, 'invalid judge setting parallel: 33 (expected a whole number from 1 to 32)'],
    [{ ...LOCAL, parallel: 0 }, 'setting parallel: 0'],
    [{ ...LOCAL, parallel: 1.5 }, 'setting parallel: 1.5'],
    [{ ...LOCAL, retries: '3' }, 'setting retries: "3" (expected a whole number from 0 to 10)'],
    [{ ...LOCAL, timeoutSeconds: Number.NaN }, 'setting timeoutSeconds: NaN (expected seconds above 0'],
    [{ ...LOCAL, timeoutSeconds: 0 }, 'setting timeoutSeconds: 0'],
    [{ ...LOCAL, model: ' ' }, 'setting model: 0 (expected a name)'],
    [{ endpoint: LOCAL.endpoint }, 'setting model: undefined (expected a value)'],
    [{ ...LOCAL, endpoint: 5 }, 'setting endpoint: 5 (expected an address)'],
    [null, 'invalid judge settings: null (expected an object)'],
    [{ ...LOCAL, apikey: KEY }, 'unknown judge setting: "apikey"'],
  ])('%# says what is wrong', (input, problem) => {
    expect(() => parseJudgeSettings(input)).toThrow(problem);
    expect(() => parseJudgeSettings(input)).not.toThrow(KEY);
  });

  it.each([`${KEY}\n${KEY}`, `${KEY} ${KEY}`, `${KEY}–`, { KEY }, 4711])(
    'a key that is none is refused and not quoted',
    (apiKey) => {
      expect(() => parseJudgeSettings({ ...LOCAL, apiKey })).toThrow(/^invalid judge API key \(expected/);
      expect(() => parseJudgeSettings({ ...LOCAL, apiKey })).not.toThrow('4711');
    },
  );

  it('show no key, however they are printed', () => {
    const settings = parseJudgeSettings({ ...LOCAL, apiKey: KEY });
    expect(settings.apiKey!.reveal()).toBe(KEY);
    const printed = [
      JSON.stringify(settings),
      inspect(settings, { depth: 9, showHidden: true }),
      `${settings.apiKey}`,
    ];
    for (const text of printed) expect(text).not.toContain('4711');
  });
});

describe('the estimate of what judging costs', () => {
  const settings = parseJudgeSettings({ endpoint: 'http://localhost:1', model: 'm', maxAnswerTokens: 500 });
  const pair = { task: 'tldr', prompt: 'p'.repeat(4000), first: 'short', second: 'also short' } as const;

  it('counts both orders at four characters a token', () => {
    const characters = judgeMessages(pair)
      .map(({ content }) => content)
      .join('').length;
    const one = estimateCost([pair], settings);
    expect(one).toMatchObject({
      requests: 2,
      inputTokens: 2 * Math.ceil(characters / 4),
      outputTokens: 200,
      outputTokensAtMost: 1000,
    });
    expect(one.price).toBeUndefined();
    expect(one.priceAtMost).toBeUndefined();
    expect(one.basis).toContain('4 characters a token');
    expect(estimateCost([pair, pair], settings).inputTokens).toBe(2 * one.inputTokens);
  });

  it('has prices per million tokens', () => {
    const prices = { pricePerMillionInput: 2, pricePerMillionOutput: 10 };
    const { price, priceAtMost, inputTokens } = estimateCost([pair], settings, prices);
    expect(price).toBeCloseTo((inputTokens * 2 + 200 * 10) / 1e6, 12);
    expect(priceAtMost).toBeCloseTo((inputTokens * 2 + 1000 * 10) / 1e6, 12);
    expect(estimateCost([], settings, prices)).toMatchObject({ requests: 0, price: 0 });
  });

  it('an answer is never longer than allowed', () => {
    const terse = { ...settings, maxAnswerTokens: 16 };
    expect(estimateCost([pair], terse).outputTokens).toBe(32);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a price of %s', (pricePerMillionInput) => {
    expect(() => estimateCost([pair], settings, { pricePerMillionInput, pricePerMillionOutput: 1 })).toThrow(
      `invalid pricePerMillionInput: ${pricePerMillionInput} (expected a finite number, at least 0)`,
    );
  });
});
