// The coefficients that a device computes, against the rule in double precision, for every method that declares them.
import fc from 'fast-check';
import type { ExpectStatic, TestAPI } from 'vitest';
import type { RunConfig } from '../config/schema.ts';
import { ruleFigures, ruleKernel, ruleStarts, ruleTokenFigures } from '../engine/device_rule.ts';
import { type Gpu, laneGroups } from '../engine/gpu.ts';
import { dispatch, expectClose } from '../engine/kernel_checks.ts';
import { tokenBatch } from '../model/batch.ts';
import type { StepRule } from '../model/language_model.ts';
import { packBatch } from '../model/packing.ts';
import { placedRows, reduceLogProbs, tokenCoefficients } from '../model/rows.ts';
import { alphaWeights } from '../objectives/brain.ts';
import { InvalidGroupError } from '../objectives/checks.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../objectives/index.ts';
import { declaredPushes } from '../objectives/method.ts';
import { between, formulaSettings as settings } from '../objectives/random_groups.ts';
import type { FixedGroup } from './rule_input.ts';
import { stepRule } from './step_rule.ts';

const REDUCTIONS = ['sum', 'mean'] as const;

/** A group with the policy's log-probs of every token, which single precision holds. */
interface KnownGroup extends FixedGroup {
  readonly logPolicy: readonly (readonly number[])[]; // [n][T]
}

const token = fc.record({ s: between(-4, -0.1), drift: between(-0.5, 0.5), gap: between(-1, 1) });
const sample = fc.record({ reward: between(-3, 3), tokens: fc.array(token, { minLength: 1, maxLength: 5 }) });
type Sample = { reward: number; tokens: { s: number; drift: number; gap: number }[] };

function groupOf(samples: readonly Sample[], config: RunConfig, running: boolean): KnownGroup {
  const column = (of: (t: Sample['tokens'][number]) => number) =>
    samples.map(({ tokens }) => tokens.map((t) => Math.fround(of(t))));
  const reduced = (rows: number[][]) => rows.map((row) => reduceLogProbs(row, config.logProbReduction));
  const logProposal = column(({ s }) => s);
  const logPrior = column(({ s, gap }) => s + gap);
  const reward = samples.map((one) => one.reward);
  const group = { logProposal: reduced(logProposal), logPrior: reduced(logPrior), reward };
  return {
    ...group,
    alpha: alphaWeights(group, config.gamma),
    tokenCount: samples.map(({ tokens }) => tokens.length),
    tokens: samples.map((_, i) => ({ logProposal: logProposal[i], logPrior: logPrior[i] })),
    logPolicy: column(({ s, drift }) => s + drift),
    ...(running ? { rewardBaseline: 0.4, logPartition: 0.3 } : {}),
  };
}

/** Coefficients of every token by the rule; undefined where it refuses a group or single precision can't hold them. */
function byRule(method: MethodName, groups: readonly KnownGroup[], config: RunConfig, batch: TestBatch) {
  try {
    const results = groups.map(({ logPolicy, tokens, ...group }) =>
      objectives[method].rule(
        {
          ...group,
          logPolicy: logPolicy.map((row) => reduceLogProbs(row, config.logProbReduction)),
          tokens: tokens.map((cached, i) => ({ ...cached, logPolicy: logPolicy[i] })),
        },
        config,
      ),
    );
    const share = (value: number) => value / groups.length;
    const perToken = results.flatMap((result) => result.tokenCoefficients ?? []);
    const all =
      perToken.length > 0
        ? placedRows(
            batch.batch,
            perToken.map((row) => row.map(share)),
          )
        : tokenCoefficients(
            batch.batch,
            results.flatMap(({ coefficients }) => coefficients).map(share),
            config.logProbReduction,
          );
    return all.every(Number.isFinite) ? Array.from(batch.packed.place, (at) => all[at]) : undefined;
  } catch (error) {
    if (error instanceof InvalidGroupError) return undefined;
    throw error;
  }
}

type TestBatch = ReturnType<typeof batchOf>;
function batchOf(groups: readonly KnownGroup[]) {
  const rows = groups.flatMap(({ logPolicy }) => logPolicy);
  const longest = Math.max(...rows.map((row) => row.length));
  const batch = tokenBatch(
    rows.map((row) => ({ prompt: [1], completion: row.map(() => 2) })),
    longest + 1,
    longest,
    0,
  );
  return { batch, packed: packBatch(batch) };
}

async function byDevice(
  gpu: Gpu,
  rule: StepRule,
  groups: readonly KnownGroup[],
  { batch, packed }: TestBatch,
) {
  const slots = packed.place.length;
  const [coefficients, refusals] = await dispatch(gpu, ruleKernel(gpu, rule), {
    buffers: {
      logProbs: Float32Array.from(groups.flatMap(({ logPolicy }) => logPolicy.flat())),
      starts: ruleStarts(rule, batch, packed),
      figures: ruleFigures(rule),
      tokenFigures: ruleTokenFigures(rule),
      rows: batch.rows,
      coefficients: slots,
      refusals: groups.length,
    },
    values: {
      groups: groups.length,
      averaged: rule.reduction === 'mean' ? 1 : 0,
      share: 1 / groups.length,
    },
    groups: laneGroups(groups.length, gpu.tuning),
    read: ['coefficients', 'refusals'],
  });
  return { coefficients, refused: refusals.some((r) => r > 0) };
}

export function checkDeviceRules(it: TestAPI, expect: ExpectStatic, gpu: Gpu): void {
  const declared = METHOD_NAMES.filter((name) => declaredPushes(objectives[name], settings));

  const compare = async (method: MethodName, groups: readonly KnownGroup[], config: RunConfig) => {
    const rule = stepRule(groups, { ...config, method });
    expect(rule).toBeDefined();
    const batch = batchOf(groups);
    const expected = byRule(method, groups, config, batch);
    const { coefficients, refused } = await byDevice(gpu, rule!, groups, batch);
    expect(refused, `${method} refuses`).toBe(expected === undefined);
    // Shares of a group are differences of weights up to 1.
    if (expected) expectClose(coefficients, expected, method, 1 / groups.length);
  };

  for (const method of declared) {
    for (const logProbReduction of REDUCTIONS) {
      const config = { ...settings, logProbReduction };

      it(`the coefficients of ${method}, ${logProbReduction} of log-probs, are the rule's`, async () => {
        const groups = fc.array(fc.array(sample, { minLength: 2, maxLength: 8 }), {
          minLength: 1,
          maxLength: 3,
        });
        await fc.assert(
          fc.asyncProperty(groups, fc.boolean(), (all, running) =>
            compare(
              method,
              all.map((samples) => groupOf(samples, config, running)),
              config,
            ),
          ),
          { numRuns: 4 },
        );
      });
    }

    it(`the coefficients of ${method} at the edges: ties, far-off policies, 2 and 64 samples, no weight`, async () => {
      const samplesOf = (
        n: number,
        of: (i: number) => Partial<Sample['tokens'][number]> & { reward?: number },
      ) =>
        Array.from({ length: n }, (_, i): Sample => {
          const { reward = 1, s = -2, drift = 0, gap = 0 } = of(i);
          return {
            reward,
            tokens: [
              { s, drift, gap },
              { s: -1, drift: 0, gap: 0 },
            ],
          };
        });
      const edges: Sample[][] = [
        samplesOf(2, () => ({})),
        samplesOf(64, (i) => ({ reward: i % 5, drift: (i % 7) / 10 - 0.3, gap: (i % 3) / 4 })),
        samplesOf(3, (i) => ({ drift: i === 1 ? -1000 : 0 })),
        samplesOf(4, (i) => ({ reward: i, s: -900, drift: i === 2 ? 890 : 0 })),
        samplesOf(2, (i) => ({ reward: 1e4 * i, gap: -30 * i })),
      ];
      for (const logProbReduction of REDUCTIONS) {
        const config = { ...settings, logProbReduction };
        const groups = edges.map((samples) => groupOf(samples, config, true));
        for (const group of groups) await compare(method, [group], config);
        await compare(method, groups.slice(0, 3), config);
      }
    });
  }

  it.each([
    'centre(r - gamma*(lq - lp))/n + lambda*beta',
    'rank(r)*abs(lq - lq0) - max(lq - lp, -1)^2',
    'clip(exp(lq - lq0), 0.5, 2)*standardise(r)/n - mean(beta*lq)',
    'sigmoid(-(lq - lp))*argmax(r) + 0.001*len*min(lq, lq0)',
  ])('the coefficients of an own rule: %s', async (rule) => {
    for (const logProbReduction of REDUCTIONS) {
      const config = { ...settings, logProbReduction, rule };
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(sample, { minLength: 2, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
          (all) =>
            compare(
              'own',
              all.map((samples) => groupOf(samples, config, true)),
              config,
            ),
        ),
        { numRuns: 4 },
      );
    }
  });

  it('coefficients are 0 in a group without weight, beside others', async () => {
    const live = groupOf(
      [
        { reward: 1, tokens: [{ s: -1, drift: 0.2, gap: 0 }] },
        { reward: 0, tokens: [{ s: -2, drift: 0, gap: 0 }] },
      ],
      settings,
      true,
    ); // prettier-ignore
    const dead = { ...live, alpha: [0, 0], logPrior: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] };
    for (const method of ['brain', 'gdc', 'rloo', 'dpo-sft-iw'] as const)
      await compare(method, [dead, live], { ...settings, logProbReduction: 'sum' });
  });

  it('a log-prob that is not finite refuses the step', async () => {
    for (const l of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      const group = groupOf(
        [0, 1, 2].map((i) => ({ reward: i, tokens: [{ s: -1, drift: 0, gap: 0 }] })),
        settings,
        true,
      );
      const groups = [group, { ...group, logPolicy: [[-1], [l], [-1]] }];
      const rule = stepRule(groups, { ...settings, method: 'brain-without-baseline' })!;
      expect((await byDevice(gpu, rule, groups, batchOf(groups))).refused).toBe(true);
    }
  });
}
