import { afterEach, describe, expect, it } from 'vitest';
import { type ResponseScorer, type ResponseToRate, ScoringFault } from './response_scorer.ts';
import { answerCalls, type RewardPort, scorerThrough } from './reward_port.ts';

const one: ResponseToRate = { prompt: 'p', response: 'abc', meta: { stars: 3 }, ended: true, tokens: 1 };

let end = () => {};
afterEach(() => end());

/** Both ends over a real channel. */
function connected(score: ResponseScorer['score']) {
  const { port1, port2 } = new MessageChannel();
  let closes = 0;
  const stop = answerCalls(port1 as unknown as RewardPort, { score, close: () => void closes++ });
  const scorer = scorerThrough(port2 as unknown as RewardPort);
  end = () => scorer.close();
  return { scorer, stop, port1, closes: () => closes };
}
const byLength: ResponseScorer['score'] = async (responses) =>
  responses.map(({ response }) => response.length);

describe('a scorer across a port', () => {
  it('rates what the other end rates', async () => {
    const { scorer } = connected(async (responses) =>
      responses.map(({ meta, response }) => response.length + Number(meta.stars)),
    );
    expect(await scorer.score([one, { ...one, response: '' }])).toEqual([6, 3]);
  });

  it('calls may be answered in another order', async () => {
    const gates: (() => void)[] = [];
    const { scorer } = connected(async (responses) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return byLength(responses);
    });
    const [first, second] = [scorer.score([one]), scorer.score([one, one])];
    while (gates.length < 2) await new Promise((resolve) => setTimeout(resolve));
    gates[1]();
    expect(await second).toEqual([3, 3]);
    gates[0]();
    expect(await first).toEqual([3]);
  });

  it('a problem arrives whole, and the next call goes on', async () => {
    let calls = 0;
    const { scorer } = connected(async (responses) => {
      if (calls++ === 0)
        throw new ScoringFault({ message: 'response 1: x', response: 0, line: 2, column: 5 });
      if (calls === 2) throw new TypeError('another kind');
      return byLength(responses);
    });
    await expect(scorer.score([one])).rejects.toMatchObject({
      name: 'ScoringFault',
      message: 'response 1: x (line 2, column 5 of the rule)',
      problem: { response: 0, line: 2, column: 5 },
    });
    await expect(scorer.score([one])).rejects.toThrow('another kind');
    expect(await scorer.score([one])).toEqual([3]);
  });

  it('an answer to no call is not heard', async () => {
    const { scorer, port1 } = connected(byLength);
    const scores = scorer.score([one]);
    port1.postMessage({ id: 99, scores: [7] });
    expect(await scores).toEqual([3]);
  });

  it('when the page takes it away, what waits fails, and so do later calls', async () => {
    const { scorer, stop, closes } = connected(() => new Promise(() => {}));
    const waiting = scorer.score([one]);
    stop();
    await expect(waiting).rejects.toThrow('the reward is no longer in use');
    await expect(scorer.score([one])).rejects.toThrow('the reward is no longer in use');
    expect(closes()).toBe(1);
  });

  it('when the session closes it, what waits fails at once', async () => {
    const { scorer } = connected(() => new Promise(() => {}));
    const waiting = scorer.score([one]);
    scorer.close();
    await expect(waiting).rejects.toThrow('the reward is no longer in use');
  });
});
