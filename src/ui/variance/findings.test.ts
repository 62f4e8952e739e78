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
