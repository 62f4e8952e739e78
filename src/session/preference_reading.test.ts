import { expect, it } from 'vitest';
import { formatPreferences } from '../formats/preferences.ts';
import { tasks } from '../tasks/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { PastedPreferences } from './pasted_preferences.ts';
import { MOST_MEGABYTES, PreferenceReading } from './preference_reading.ts';
import type { TextFile } from './protocol.ts';

const task = tasks.sentiment;
const good = formatPreferences(generatePreferences({ task, count: 40, noise: 0.1, seed: 1 }), task);

/** A clock on which every look takes as long, so that slices are short. */
const slow = () => {
  let ms = 0;
  return () => {
    ms += 7;
    return ms;
  };
};

async function read(source: string | TextFile, now = slow()) {
  const reading = new PreferenceReading('sentiment', source);
  for (let slices = 1; ; slices++) {
    const result = await reading.slice(now);
    if (result) return { result, slices, progress: reading.progress };
  }
}

it('reads a file as it reads a text, in many slices, with its progress', async () => {
  const ofText = await read(good);
  const ofFile = await read(new Blob([good]));
  expect(ofFile.result).toEqual(ofText.result);
  expect(ofText.result).toMatchObject({ text: good });
  expect(ofText.slices).toBeGreaterThan(5);
  expect(ofText.progress).toMatchObject({ lines: 41, wrong: 0 });
  expect(ofFile.progress.share).toBe(1);
});

it('reads letters of several bytes across the parts of a file, and line ends of Windows', async () => {
  const words = '{"prompt":"ü","chosen":"","rejected":""}\r\n'.repeat(60_000);
  const { result, progress } = await read(new Blob([words]), () => performance.now());
  expect(progress).toMatchObject({ lines: 60_001, wrong: 60_000 });
  const { problems } = result as { readonly problems: readonly { readonly message: string }[] };
  expect(problems).toHaveLength(51);
  expect(problems[0].message).toContain('unknown prompt: ü ');
  expect(problems[50].message).toBe('and 59,950 more lines with problems');
});

it('refuses what is too large or cannot be read, with a sentence', async () => {
  const never = { arrayBuffer: () => Promise.reject(new Error('the file has changed')) };
  expect((await read({ size: 10, slice: () => never })).result).toEqual({
    problems: [{ line: 1, message: 'invalid file: the file has changed (expected one that can be read)' }],
  });
  expect((await read({ size: (MOST_MEGABYTES << 20) + 1, slice: () => never })).result).toEqual({
    problems: [{ line: 1, message: 'invalid file: 65 MB (expected at most 64 MB)' }],
  });
  expect((await read(new Blob([`{"prompt":"${'x'.repeat(1_200_000)}`]))).result).toMatchObject({
    problems: [{ message: expect.stringMatching(/^invalid line: \d+ characters/) }],
  });
});

it('a stop keeps what was in use, and the last of two readings wins', async () => {
  const pasted = new PastedPreferences();
  const task_ = 'sentiment' as const;
  const finish = async () => {
    for (;;) {
      const event = await pasted.readOn();
      if (event?.type === 'preferences') return event;
    }
  };
  expect(pasted.take({ type: 'preferences', task: task_, text: good })).toMatchObject({ share: 0 });
  expect(await finish()).toMatchObject({ pasted: true, count: 40 });
  pasted.take({ type: 'preferences', task: task_, text: 'nonsense' });
  expect(pasted.readingFor).toBe(task_);
  expect(pasted.stop(task_)).toMatchObject({ type: 'preferences', pasted: true, count: 40, problems: [] });
  expect(pasted.readingFor).toBeUndefined();
  expect(await pasted.readOn()).toBeUndefined();
  pasted.take({ type: 'preferences', task: task_, text: 'nonsense' });
  const late = pasted.readOn();
  pasted.take({ type: 'preferences', task: task_, text: good });
  expect(await late).toBeUndefined();
  expect(await finish()).toMatchObject({ pasted: true, count: 40, problems: [] });
});
