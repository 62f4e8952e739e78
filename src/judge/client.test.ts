import { describe, expect, it, vi } from 'vitest';
import { parseRetryAfter, realEnvironment, retryDelay, withRetries } from './client.ts';
import { faultOfStatus, JudgeFault } from './faults.ts';

const NOW = Date.parse('2026-01-05T12:00:00Z');

describe('Retry-After', () => {
  it.each<[string | null, number | undefined]>([
    ['7', 7000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['Mon, 05 Jan 2026 12:00:09 GMT', 9000],
    ['Mon, 05 Jan 2026 11:00:00 GMT', 0],
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
  ])('%j is %s ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });
});

describe('the delay before a retry', () => {
  const fault = new JudgeFault('server-error');

  it('doubles, is at least half of that and has a bound', () => {
    const delays = (random: number) => [0, 1, 2, 20].map((retry) => retryDelay(retry, fault, () => random));
    expect(delays(0)).toEqual([250, 500, 1000, 15_000]);
    expect(delays(1)).toEqual([500, 1000, 2000, 30_000]);
  });

  it('is never shorter than the server asks for', () => {
    const asked = faultOfStatus(429, '', 7000);
    expect(retryDelay(0, asked, () => 1)).toBe(7000);
    expect(retryDelay(5, asked, () => 1)).toBe(16_000);
  });
});

describe('retries', () => {
  it.each([
    ...([408, 409, 429, 500, 502, 503, 504] as const).map((status) => [status, true] as const),
    ...([400, 401, 403, 404, 405, 422] as const).map((status) => [status, false] as const),
  ])('status %i: %s', (status, transient) => {
    expect(faultOfStatus(status, '').isTransient).toBe(transient);
  });

  it('give up on a server that wants a longer pause than a visitor would wait', async () => {
    let attempts = 0;
    const retried = withRetries(
      () => {
        attempts++;
        return Promise.reject(faultOfStatus(429, '', 3_600_000));
      },
      { retries: 3, environment: realEnvironment, signal: new AbortController().signal },
    );
    await expect(retried).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 3_600_000 });
    expect(attempts).toBe(1);
  });

  it('end while they wait when the signal aborts', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const retried = withRetries(() => Promise.reject(faultOfStatus(503, '', 59_000)), {
      retries: 3,
      environment: realEnvironment,
      signal: controller.signal,
    });
    await expect(retried).rejects.toThrow('abort');
  });

  it('of many parallel requests may wait for one signal without a warning of a leak', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const controller = new AbortController();
    const sleeps = Array.from({ length: 32 }, () => realEnvironment.sleep(3_600_000, controller.signal));
    controller.abort();
    const outcomes = await Promise.allSettled(sleeps);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    await realEnvironment.sleep(0, new AbortController().signal);
    expect(warned).not.toHaveBeenCalled();
  });
});
