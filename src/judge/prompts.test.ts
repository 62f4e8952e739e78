import { describe, expect, it } from 'vitest';
import { TASK_NAMES } from '../tasks/task.ts';
import { judgeMessages, swapped } from './prompts.ts';
import { parseVerdict } from './verdict.ts';

describe('what the judge is asked', () => {
  const messages = (task: (typeof TASK_NAMES)[number]) =>
    judgeMessages({ task, prompt: 'the prompt', first: 'the first', second: 'the second' });

  it.each(TASK_NAMES)('%s: holds the prompt and both responses, A first', (task) => {
    const [system, user] = messages(task);
    expect(system.role).toBe('system');
    expect(system.content).toContain('"Verdict: A", "Verdict: B" or "Verdict: tie"');
    expect(user.content).toMatch(/the prompt.*response_A>\nthe first\n.*response_B>\nthe second\n/s);
  });

  it('differs by the kind of task', () => {
    const systems = ['tldr', 'dialog', 'sentiment', 'strings'] as const;
    expect(new Set(systems.map((task) => messages(task)[0].content)).size).toBe(4);
  });

  it('is no verdict if a model repeats it', () => {
    for (const { content } of messages('tldr')) expect(parseVerdict(content)).toBeUndefined();
  });

  it('swapping twice changes nothing', () => {
    expect((['A', 'B', 'tie'] as const).map(swapped)).toEqual(['B', 'A', 'tie']);
  });
});
