import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/experiments/run_cost.ts';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import { requestsOf, scaleOf } from '../../src/experiments/scale.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import { planText } from './plan_text.ts';

const scale = scaleOf('full', 20);
const requestsOn = (task: TaskName) => requestsOf(scale, { task, method: 'brain' });

/** The first run of a task, as having taken so many seconds. */
function known(task: TaskName, backend: string, seconds: number): RunOutcome {
  const [{ key, config, testAnswers }] = requestsOn(task);
  const test = new Array(testAnswers).fill({});
  return { key, config, test, provenance: { backend, seconds } } as unknown as RunOutcome;
}

const missing = [...requestsOn('tldr').slice(10), ...requestsOn('markov').slice(10)];
const textOf = (outcomes: readonly RunOutcome[], jobs = 1) =>
  planText(missing, 40, outcomes, jobs, 'cpu', scale);

describe('the plan', () => {
  it('reckons each task by its own runs', () => {
    // 10 of 60 s and 10 of 6 s.
    const runs = [known('tldr', 'CPU', 60), known('markov', 'CPU · plain TypeScript', 6)];
    expect(textOf(runs)).toBe(
      '40 runs wanted, 20 of them known; 20 to compute, 1 at a time on cpu: about 11 min 0 s if as fast as those',
    );
    expect(textOf(runs, 2)).toContain('about 5 min 30 s');
  });

  it('takes no other backend’s run for one of its own', () => {
    const plain = known('markov', 'CPU · plain TypeScript', 6);
    const ours = textOf([plain, known('tldr', 'CPU', 60)]);
    expect(textOf([plain, known('tldr', 'CPU', 60), known('tldr', 'NVIDIA H100', 1)])).toBe(ours);
    expect(textOf([known('tldr', 'TensorFlow.js · WASM, SIMD', 300)])).toContain('as a recorded machine');
    const onGraphics = [known('tldr', 'NVIDIA H100', 6), known('tldr', 'CPU', 600), plain];
    expect(planText(missing, 40, onGraphics, 1, 'webgpu', scale)).toContain('about 2 min 0 s');
  });

  it('reckons a task without runs by the cost of the others’', () => {
    const seconds = 10 * (60 / costOf(requestsOn('tldr')[0])) * costOf(requestsOn('sentiment')[0]);
    const text = planText(requestsOn('sentiment').slice(10), 20, [known('tldr', 'CPU', 60)], 1, 'cpu', scale);
    expect(text).toContain(`about ${Math.floor(seconds / 60)} min`);
  });
});
