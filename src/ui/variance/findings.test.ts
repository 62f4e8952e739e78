import { describe, expect, it } from 'vitest';
import { runGaussian } from '../../gaussian/experiment.ts';
import { gaussianDefaults } from '../../gaussian/settings.ts';
import { gaussianCsv } from './csv.ts';
import { varianceFindings } from './findings.ts';

const findings = (change: Partial<typeof gaussianDefaults>) => {
  const options = { ...gaussianDefaults, ...change };
  return varianceFindings(runGaussian(options), options);
};

describe('what is said of the paper’s setting', () => {
  const [policy, target, bias, ...rest] = findings({});

  it('credits BRAIn near the policy and GDC near the target', () => {
    expect(policy.title).toContain('θ = 1');
    expect(policy.lead).toMatch(/^BRAIn is [89]\.\d times less noisy than GDC\.$/);
    expect(policy.text).toMatch(/1\.20 for GDC\+\+ and 1\.57 for GDC/);
    expect(target.title).toContain('θ = 0');
    expect(target.lead).toBe('Plain GDC is less noisy than BRAIn.');
    expect(target.text).toMatch(/0\.555 for GDC\+\+ and 0\.125 for GDC.*only adds noise/);
    expect(target.text).toContain('θ = 0.426');
  });

  it('says that BRAIn is biased, which estimator errs least, and that tails are heavy', () => {
    expect(bias.text).toMatch(/is −1\. BRAIn’s mean is −0\.7\d\d ± 0\.0\d+ at θ = 0 and −0\.7/);
    expect(rest.map(({ text }) => text).join(' ')).toMatch(
      /BRAIn w\/o baseline has the smallest mean squared error.*2,000 repeats/,
    );
  });
});

it('a policy that is the target is said in one paragraph, without a division by zero', () => {
  const sentences = findings({ policyMean: 0 });
  expect(sentences.filter(({ title }) => title.includes('Closest'))).toHaveLength(1);
  const all = sentences.map(({ lead, text }) => `${lead} ${text}`).join(' ');
  expect(all).toContain('all cancel');
  expect(all).not.toMatch(/NaN|∞|undefined/);
});

it('the CSV holds every number, exact where known', () => {
  const options = { ...gaussianDefaults, repeats: 20 };
  const result = runGaussian(options);
  const provenance = { link: 'http://host/#variance', version: '1.2', date: '2026-11-26' };
  const [header, ...rows] = gaussianCsv(result, options, provenance).trimEnd().split('\r\n');
  const columns = header.split(',');
  expect(rows).toHaveLength(11 * 5);
  for (const row of rows) expect(row.split(',')).toHaveLength(columns.length);
  const gdcpp = rows[1].split(',');
  expect(gdcpp[columns.indexOf('estimator')]).toBe('gdc++');
  expect(gdcpp[columns.indexOf('link')]).toBe(provenance.link);
  expect(Number(gdcpp[columns.indexOf('variance')])).toBe(result['gdc++'].variance[0]);
  expect(Number(gdcpp[columns.indexOf('exact_variance')])).toBe(result.exact['gdc++'].variance[0]);
});

describe('an own rule', () => {
  const brain = 'softmax(r/gamma + lp - lq0) - softmax(lq - lq0)';
  const said = (rule: string) => findings({ own: { rule, ruleLambda: 0.25 } });

  it('is measured against BRAIn, with its variance and bias at both ends', () => {
    const [same, ...rest] = said(brain);
    expect(same).toMatchObject({ title: 'Your own rule', lead: 'Your rule errs as BRAIn does.' });
    expect(same.text).toMatch(
      /At θ = 0 its variance is 0\.1\d+ ± .* and its bias 0\.2\d+ ±.*At θ = 1 its variance/,
    );
    expect(rest).toEqual(findings({}));
    expect(said('softmax(r/gamma + lp - lq0)')[0].lead).toBe(
      'Averaged over θ, your rule errs less than BRAIn.',
    );
    expect(said(`10*(${brain})`)[0].lead).toBe('Averaged over θ, your rule errs more than BRAIn.');
    expect(said('log(r)')).toEqual(findings({}));
  });

  it('is in the file with all numbers', () => {
    const options = { ...gaussianDefaults, thetas: [0, 1], own: { rule: brain, ruleLambda: 0.25 } };
    const csv = gaussianCsv(runGaussian(options), options, { link: 'x', version: 'y', date: 'z' });
    const rows = csv
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const of = (name: string) => rows.filter((row) => row[2] === name).map((row) => Number(row[3]));
    expect(of('own')).toHaveLength(2);
    of('own').forEach((variance, i) => {
      expect(variance).toBeCloseTo(of('brain')[i], 12);
    });
  });
});
