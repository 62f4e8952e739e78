import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateConfig } from '../config/validate.ts';
import type { ModelConfig } from '../model/config.ts';
import { METHOD_NAMES, type MethodName } from '../objectives/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { EXPERIMENT_IDS } from './experiment.ts';
import { experiments } from './index.ts';
import { PAPER_LORA, paperSettings } from './paper_settings.ts';
import { textSettings } from './report/settings_table.ts';
import { requestOf, type Size, scaleOf } from './scale.ts';
import { REWARD_SPREADS, temperatureOf } from './temperature.ts';

const COMPARING = ['table1', 'table2', 'table3', 'table4', 'figure2', 'figure4'] as const;
const onText = COMPARING.flatMap((id) => experiments[id].requests(scaleOf('full', 1))).filter(
  ({ config }) => config.logProbReduction === 'mean' && config.task !== 'markov',
);
const names = Object.keys(REWARD_SPREADS) as TaskName[];

describe.each(names)('settings on %s', (task) => {
  it('are valid, and the same for every method', () => {
    const all = METHOD_NAMES.map((method) => paperSettings(task, method));
    for (const config of all) {
      expect(validateConfig({ ...config }, config).problems).toEqual([]);
      expect({ ...config, method: 'brain' }).toEqual(all[0]);
    }
  });

  it('have one knob: beta is gamma, in the reward’s units', () => {
    const { gamma, dpoBeta, rsoGamma } = paperSettings(task, 'brain');
    const { withinPromptSpread, entropyPerToken } = REWARD_SPREADS[task]!;
    expect([dpoBeta, rsoGamma]).toEqual([gamma, gamma]);
    // The usual gap, spread / gamma nats a token, is half of what a token has.
    expect(withinPromptSpread / gamma / entropyPerToken).toBeCloseTo(0.5, 1);
    expect(gamma).toBe(temperatureOf(REWARD_SPREADS[task]!));
  });
});

describe('the experiments on text', () => {
  it('know the spread of the reward on every task', () => {
    for (const { config } of onText) expect(names).toContain(config.task);
  });

  it('replay everything, but where a table says otherwise', () => {
    const windows = (ids: readonly (typeof COMPARING)[number][]) =>
      new Set(
        ids.flatMap((id) => experiments[id].requests(scaleOf('full', 1))).map((r) => r.config.replayRounds),
      );
    expect(windows(['table1', 'table2', 'table4', 'figure2', 'figure4'])).toEqual(new Set([0]));
    expect(windows(['table3'])).toEqual(new Set([0, 1]));
  });

  it('give all methods of a table one learning rate', () => {
    const rates = new Map<TaskName, Set<number>>();
    for (const { config } of onText)
      rates.set(config.task, (rates.get(config.task) ?? new Set()).add(config.learningRate));
    for (const of of rates.values()) expect(of.size).toBe(1);
    const methods = new Set<MethodName>(onText.map(({ config }) => config.method));
    expect(methods.size).toBeGreaterThan(5);
  });
});

describe('the size with LoRA', () => {
  const shipped = (task: TaskName) =>
    JSON.parse(readFileSync(`public/models/${task}/config.json`, 'utf8')) as ModelConfig;
  const runsAt = (size: Size) =>
    EXPERIMENT_IDS.flatMap((id) => experiments[id].requests(scaleOf(size, 1))).map(({ key, config }) => ({
      key,
      config,
    }));
  const [whole, adapted] = [runsAt('full'), runsAt('lora')];

  it('asks for the report’s runs, with adapters of the paper’s shape on text', () => {
    expect(adapted).toHaveLength(whole.length);
    adapted.forEach(({ key, config }, i) => {
      const adapters = PAPER_LORA[config.task];
      expect(config).toEqual({ ...whole[i].config, ...adapters });
      expect(key === whole[i].key).toBe(!adapters);
    });
    const shapeOn = (task: TaskName) => {
      const { loraRank, loraAlpha } = requestOf(scaleOf('lora'), { task, method: 'brain' }, 1).config;
      return [loraRank, loraAlpha];
    };
    expect(shapeOn('tldr')).toEqual([8, 32]);
    for (const task of ['sentiment', 'dialog'] as const) expect(shapeOn(task)).toEqual([64, 16]);
    for (const task of ['strings', 'markov'] as const) expect(shapeOn(task)[0]).toBe(0);
  });

  it('cuts no rank: every prior is at least as wide', () => {
    for (const task of names) expect(shipped(task).width).toBeGreaterThanOrEqual(PAPER_LORA[task]!.loraRank);
  });

  it('is told by the report and the page', () => {
    const { note, table } = textSettings('lora');
    expect(note).toContain('appendix B.2');
    expect(table.rows.map(({ cells }) => cells.slice(-3).map(({ value }) => value))).toEqual(
      names.map((task) => {
        const { learningRate, loraRank, loraAlpha } = PAPER_LORA[task]!;
        return [learningRate, loraRank, loraAlpha];
      }),
    );
    const without = textSettings('full');
    expect(without.note).not.toContain('LoRA');
    expect(without.note).not.toContain('dapters');
    expect(without.table.columns).toHaveLength(table.columns.length - 2);
  });
});
