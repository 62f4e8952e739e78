import { describe, expect, it, vi } from 'vitest';
import { sendResult } from './relay.ts';

const answers = (...statuses: number[]) => {
  const send = vi.fn(async () => new Response('a sentence\n', { status: statuses.shift() }));
  return send as typeof send & typeof fetch;
};
const noPause = async () => {};

describe('sending a result', () => {
  it('waits its turn where a class has one address, and then arrives', async () => {
    const send = answers(429, 429, 200);
    await expect(sendResult('BRAIN1ABC.', send, noPause)).resolves.toBeUndefined();
    expect(send).toHaveBeenCalledTimes(3);
    expect(send).toHaveBeenCalledWith(
      'results',
      expect.objectContaining({ method: 'POST', body: 'BRAIN1ABC.' }),
    );
  });

  it('gives up with the server’s sentence: at once if it is refused, in the end if it never gets its turn', async () => {
    await expect(sendResult('x', answers(409), noPause)).rejects.toThrow('a sentence');
    const busy = answers(...Array(20).fill(429));
    await expect(sendResult('x', busy, noPause)).rejects.toThrow('a sentence');
    expect(busy).toHaveBeenCalledTimes(6);
  });

  it('says that nobody answers', async () => {
    const gone = (() => Promise.reject(new TypeError('Failed to fetch'))) as typeof fetch;
    await expect(sendResult('x', gone, noPause)).rejects.toThrow('the teacher’s computer does not answer');
  });
});
