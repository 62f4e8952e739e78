import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exactMarkov } from '../../markov/exact_world.ts';
import { tasks } from '../../tasks/index.ts';
import { experiments } from '../index.ts';
import { keyOf, type LlmJudge } from '../llm_judge.ts';
import { madeUpOutcomes } from '../made_up_outcomes.ts';
import { scaleOf } from '../scale.ts';
import { cautionsOf } from './cautions.ts';
import { reportFiles } from './files.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { durationText, reportExperiment, totalsOf } from './report.ts';

describe('the report', () => {
  const scale = scaleOf('smoke');
  const ids = ['table1', 'figure3', 'figure4'] as const;
  const outcomes = madeUpOutcomes(['table1', 'figure4']);
  const report = {
    date: '2026-01-02T00:00:00Z',
    version: '1.2.3',
    command: 'npm run reproduce -- <all>',
    ...totalsOf(outcomes.values()),
    experiments: ids.map((id) => reportExperiment(experiments[id], outcomes, scale)),
    cautions: ['Two of <40>.'],
    failures: [{ run: 'A & B', problem: 'x < y' }],
  };

  it('is one page without anything from elsewhere, and escapes what it quotes', () => {
    const html = reportHtml(report);
    expect(html.match(/(src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(html).not.toMatch(/<script|@import|url\(/);
    expect(html).toContain(
      `by npm run reproduce -- &lt;all&gt; from ${outcomes.size} runs, ${outcomes.size} s of computing`,
    );
    expect(html).toContain('Two of &lt;40&gt;.');
    expect(html).toContain('A &amp; B: x &lt; y');
  });

  it('may load and run nothing, and shows its own style', () => {
    const html = reportHtml(report);
    const [, style] = /<style>(.*?)<\/style>/s.exec(html)!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).not.toMatch(/ style="/);
  });

  it('is dark where its reader is, and light on paper', () => {
    const html = reportHtml(report);
    const [light, dark] = html.split('@media screen and (prefers-color-scheme: dark)');
    // Each class and element with a colour has another one in the dark.
    const names = (css: string) =>
      [...css.matchAll(/([^{}]+)\{[^{}]*(?:color|background|border)[^{}]*#[^{}]*\}/g)]
        .flatMap(([, selector]) => selector.split(','))
        .map((selector) => selector.trim());
    const styled = names(light.slice(light.indexOf('<style>') + 7));
    expect(styled).toContain('.reproduced');
    expect(names(dark.slice(1, dark.indexOf('</style>')))).toEqual(expect.arrayContaining(styled));
  });

  it('has the numbers of its tables in every form', () => {
    const [{ result }] = report.experiments;
    const [row] = result.tables[0].rows;
    const files = reportFiles(report, [...outcomes.values()]);
    const lines = files.get('table1.csv')!.trim().split('\n');
    const cells = result.tables[0].rows.length * row.cells.length;
    expect(lines).toHaveLength(1 + cells);
    expect(lines[1].split(',')).toContain(String(row.cells[0].value));
    expect(JSON.parse(files.get('report.json')!).experiments[0].result).toEqual(
      JSON.parse(JSON.stringify(result)),
    );
    expect(JSON.parse(files.get('runs.json')!)).toHaveLength(outcomes.size);
    expect(
      files.get('figure3.svg') ?? [...files.keys()].find((name) => name.startsWith('figure3')),
    ).toBeTruthy();
    const text = `${row.cells[0].value!.toFixed(1)} [`;
    expect(files.get('report.html')).toContain(text);
    expect(reportMarkdown(report, (id) => `${id}.svg`)).toContain(text);
  });

  it('says of an ordering of the paper that is not reproduced what the runs have set otherwise', () => {
    const full = scaleOf('full', 1);
    const known = madeUpOutcomes(['table1'], full);
    const { result } = reportExperiment(experiments.table1, known, full);
    const rounds = [...known.values()].map(({ config }) => `rounds ${config.rounds}, not 40`);
    for (const { paper, verdict, differs } of result.claims) {
      if (paper === undefined || verdict === 'reproduced') expect(differs).toBeUndefined();
      else expect(rounds.some((said) => differs?.includes(said))).toBe(true);
    }
    expect(result.claims.some(({ differs }) => differs !== undefined)).toBe(true);
    // Figure 4 varies n as the paper does.
    const figure = reportExperiment(experiments.figure4, madeUpOutcomes(['figure4'], full), full);
    for (const { differs = '' } of figure.result.claims) expect(differs).not.toContain('amples');
  });

  it('wants no fewer runs than it knows, and none because a language model is undecided', () => {
    const sequential = scaleOf('smoke', 'sequential');
    const [prompt] = tasks.strings.prompts('test');
    const [a, b, ...rest] = prompt.gold;
    const swapped = [
      [b, a, ...rest],
      [b, rest[0], a, ...rest.slice(1)],
    ];
    // BRAIn wins all and the others nothing, which five seeds decide; the judge of the task sees no difference.
    const known = new Map(
      [...madeUpOutcomes(['table1'], scaleOf('smoke', 20))]
        .filter(([, { config }]) => config.method === 'brain' || config.seed <= 5)
        .map(([key, run]) => {
          const { method, seed } = run.config;
          const better = method === 'brain' ? { reward: 2, tokens: swapped[seed % 2] } : { reward: 0 };
          return [key, { ...run, test: run.test.map((answer) => ({ ...answer, ...better })) }] as const;
        }),
    );
    const verdicts = new Map(
      swapped.map((first, i) => [
        keyOf({ task: 'strings', prompt, first, second: prompt.gold }),
        i === 0 ? ('A' as const) : ('B' as const),
      ]),
    );
    const reported = (llm?: LlmJudge) => reportExperiment(experiments.table1, known, sequential, llm);
    const judged = reported({ model: 'm', answers: 16, verdicts, note: '' });
    const byLlm = judged.result.claims.filter(({ text }) => text.includes('LLM'));
    expect(byLlm.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided', 'undecided']);
    for (const { provenance } of [reported(), judged])
      expect(provenance).toMatchObject({ runs: 35, runsWanted: 35 });
  });

  it('counts the checkpoints that are far from the prior, and the orderings that chance decides', () => {
    const runs = [...madeUpOutcomes(['table1']).values()];
    const results = [experiments.table1.result(madeUpOutcomes(['table1']), scale)];
    const [near, ofRuns] = cautionsOf(results, runs);
    expect(near).toContain(`of ${results[0].claims.length} such orderings`);
    // A bound that is proven, and a variance over estimates, are decided without seeds.
    const byOther = (['figure3', 'best-of-n'] as const).map((id) => experiments[id].result(new Map(), scale));
    expect(byOther.flatMap(({ claims }) => claims).length).toBeGreaterThan(4);
    expect(cautionsOf([...results, ...byOther], runs)[0]).toBe(near);
    expect(ofRuns).toContain(`0 of ${2 * runs.length} checkpoints; none of them`);
    const [first, ...others] = runs;
    const far = {
      ...first,
      checkpoints: first.checkpoints.map((c) => ({ ...c, kl: { mean: 3 * c.step, standardError: 0 } })),
    };
    expect(cautionsOf(results, [far, ...others])[1]).toContain(
      `2 of ${2 * runs.length} checkpoints; 1 run chose one of them for the test (DPO on strings)`,
    );
    // On Markov the target may be as far.
    const config = { ...first.config, task: 'markov', world: 1, rewardSpread: 0.5, gamma: 1 } as const;
    const onMarkov = { ...far, config: { ...config, logProbReduction: 'mean' } } as const;
    const cautions = cautionsOf(results, [onMarkov, ...others]);
    expect(cautions[1]).toContain(`0 of ${2 * others.length} checkpoints`);
    const { kl } = exactMarkov(config).tiltedPlace(16);
    expect(cautions[2]).toContain(`1 run chose a checkpoint above 10 nats`);
    expect(cautions[2]).toContain(`lies ${kl.toFixed(1)} to ${kl.toFixed(1)} nats`);
  });

  it('says how long, in words', () => {
    expect([5.4, 65, 3725].map(durationText)).toEqual(['5 s', '1 min 5 s', '1 h 2 min']);
  });
});
