import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { readUrl } from '../../config/url.ts';
import { initialState } from '../../store/page_state.ts';
import { reduceAll } from '../../store/reducer.ts';
import { evaluationEvent, stepEvent } from '../../store/sample_events.ts';
import { runFiles } from './export_runs.ts';

const provenance = { link: 'http://host/#train', backend: 'CPU', version: '1.2', date: '2026-11-26' };
const viewed = (text: string, reward: number) => ({ tokens: [], text, reward });
const view = {
  step: 2,
  promptIndex: 0,
  seed: 1,
  promptText: 'why, "so"?',
  goldText: 'gold',
  goldReward: 0.5,
  prior: viewed('a < b', -1),
  policy: viewed('=better', 0.75),
  verdict: 'A',
} as const;
const config = { ...defaults.strings, gamma: 0.5 };
const { runs } = reduceAll(initialState(defaults.strings), [
  { type: 'run-started', runId: 1, config: defaults.strings },
  stepEvent(1, 1),
  evaluationEvent(1, 1),
  { type: 'run-started', runId: 2, config },
  stepEvent(2, 1),
  stepEvent(2, 2),
  evaluationEvent(2, 2),
  { type: 'view', runId: 2, view },
]);
const files = runFiles(runs, provenance);
const rowsOf = (name: string) => files[name].trim().split('\r\n');

it('has every step of every run, in a row each', () => {
  const [header, ...rows] = rowsOf('steps.csv');
  expect(header.split(',').slice(0, 3)).toEqual(['run', 'step', 'round']);
  expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual([
    ['1', '1'],
    ['2', '1'],
    ['2', '2'],
  ]);
  for (const row of rows) expect(row.split(',')).toHaveLength(header.split(',').length);
});

it('has settings from which the same run starts again', () => {
  const described = JSON.parse(files['config.json']);
  expect(described[1].config).toEqual(config);
  expect(readUrl(new URL(described[1].link).search).config).toEqual(config);
  expect(described[1]).toMatchObject({ run: 2, version: '1.2', date: '2026-11-26', backend: 'CPU' });
});

it('has the samples that the page shows', () => {
  const rows = rowsOf('samples.csv');
  expect(rows).toHaveLength(1 + 3);
  expect(rows[2]).toBe('2,2,prior,"why, ""so""?",a < b,-1,,,,');
  expect(rows[3]).toContain(",'=better,0.75");
});

it('has a report that needs no other file, with both figures and the sample', () => {
  const report = files['report.html'];
  expect(report.match(/<svg /g)).toHaveLength(2);
  expect(report).toContain('a &lt; b');
  expect(report).toContain('reward 0.750');
  expect(report).not.toMatch(/<script|<link|src=|url\(/);
});

it('draws a task by itself, and a line that runs share once', () => {
  const points = [
    { gamma: 2, kl: 0.01, reward: 0.1 },
    { gamma: 1, kl: 0.02, reward: 0.2 },
    { gamma: 0.1, kl: 900, reward: 9 },
  ];
  const { runs: mixed } = reduceAll(initialState(defaults.strings), [
    { type: 'run-started', runId: 1, config: defaults.strings },
    stepEvent(1, 1),
    evaluationEvent(1, 1),
    { type: 'frontier', runId: 1, points },
    { type: 'run-started', runId: 2, config },
    stepEvent(2, 1),
    evaluationEvent(2, 1),
    { type: 'frontier', runId: 2, points },
    { type: 'run-started', runId: 3, config: defaults.tldr },
    stepEvent(3, 1),
    evaluationEvent(3, 1),
  ]);
  const report = runFiles(mixed, provenance)['report.html'];
  expect(report.match(/<svg /g)).toHaveLength(4);
  expect(report.match(/>best reachable</g)).toHaveLength(1);
  expect(report).toContain('Reward against drift on TL;DR');
  // The line ends where no run comes near.
  expect(report).not.toContain('>800<');
});

it('writes a report before anything was measured, too', () => {
  const { runs: started } = reduceAll(initialState(defaults.strings), [
    { type: 'run-started', runId: 1, config },
  ]);
  expect(runFiles(started, provenance)['report.html']).not.toContain('<svg');
});
