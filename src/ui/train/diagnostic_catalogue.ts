// Catalogue of figures of single methods: name, unit and meaning. Averaged over the groups of a batch.
import type { StepMetric } from './metric_catalogue.ts';

interface DiagnosticText {
  readonly label: string;
  readonly unit: string;
  readonly explanation: string;
}

export const DIAGNOSTICS: Readonly<Record<string, DiagnosticText>> = {
  skipped: {
    label: 'Groups passed over',
    unit: 'share',
    explanation: 'Share of groups from which nothing could be learnt: no weight on any sample, or only ties.',
  },
  selfNormalisedKl: {
    label: 'KL(α ‖ β)',
    unit: 'nats',
    explanation: 'BRAIn’s own loss (eq. 15): 0 where the policy weighs the samples as the posterior does.',
  },
  essAlpha: {
    label: 'ESS of α in the rule',
    unit: 'samples',
    explanation: 'Effective number of samples the posterior weights rest on.',
  },
  essBeta: {
    label: 'ESS of β in the rule',
    unit: 'samples',
    explanation: 'The same for the policy’s weights.',
  },
  maxAlpha: {
    label: 'Largest α',
    unit: 'share',
    explanation: 'Weight of the heaviest sample; near 1 one sample decides alone.',
  },
  baselineSum: {
    label: 'Sum of the baseline',
    unit: '',
    explanation:
      'Mean of q/q′ over the samples: 1 in expectation for whole responses. How far it strays is the noise that self-normalisation removes.',
  },
  largestWeight: {
    label: 'Largest importance weight',
    unit: '',
    explanation:
      'Heaviest importance weight of a group that is not self-normalised; large ones are what makes gradients noisy.',
  },
  pushSum: {
    label: 'Sum of the pushes',
    unit: '',
    explanation:
      'Sum of a group’s coefficients: 0 where what is pushed up is paid for by what is pushed down.',
  },
  largestPush: {
    label: 'Largest push',
    unit: '',
    explanation: 'Largest coefficient of a group, up or down; one that grows makes the steps noisy.',
  },
  clippedWeights: {
    label: 'Clipped weights',
    unit: 'samples',
    explanation: 'Importance weights a group that reached the exponent clip.',
  },
  logMass: {
    label: 'Log mass of the samples',
    unit: 'nats',
    explanation:
      'Log of the mean ratio q/q′ of whole responses: about 0 while the policy keeps the probability of its samples. Far below 0 it has gone to responses that nobody sampled, and the policy runs off.',
  },
  logMassAge0: {
    label: 'Log mass, this round’s samples',
    unit: 'nats',
    explanation: 'The same of the groups that were drawn in this round.',
  },
  logMassAge1: {
    label: 'Log mass, last round’s samples',
    unit: 'nats',
    explanation: 'The same of the groups that were drawn a round ago.',
  },
  logMassAge2: {
    label: 'Log mass, samples two rounds old',
    unit: 'nats',
    explanation: 'The same of the groups that were drawn two rounds ago.',
  },
  logPartition: {
    label: 'log Z',
    unit: 'nats',
    explanation: 'Running estimate of the target’s normalisation constant, which GDC and GDC++ divide by.',
  },
  gateGain: {
    label: 'Gate: gain of the policy',
    unit: 'nats',
    explanation:
      'How much closer to the target than the proposal the policy is estimated to be at a round’s end; above 0 it becomes the proposal.',
  },
  gateAdopted: {
    label: 'Gate: proposal replaced',
    unit: '1 yes, 0 no',
    explanation: 'Whether the round ended with the policy as the new proposal.',
  },
  margin: {
    label: 'Margin of the pairs',
    unit: 'nats',
    explanation:
      'Mean difference between winner and loser of what the loss compares: log-ratios to the prior, log-probs (SLiC) or log-odds (ORPO).',
  },
  accuracy: {
    label: 'Pairs won',
    unit: 'share',
    explanation: 'Share of pairs in which the margin is on the winner’s side.',
  },
  chosenLogProb: {
    label: 'Chosen and rejected log-prob',
    unit: 'nats per response',
    explanation:
      'Mean log-prob of winners and losers under the policy. Often both fall: only their difference is asked for.',
  },
  rejectedLogProb: {
    label: 'Rejected log-prob',
    unit: 'nats per response',
    explanation: 'Mean log-prob of the losers under the policy.',
  },
  chosenMeanLogProb: {
    label: 'Chosen log-prob per token',
    unit: 'nats per token',
    explanation: 'What ORPO’s likelihood term raises.',
  },
  pairs: {
    label: 'Pairs',
    unit: 'per group',
    explanation: 'Pairs with a winner that the loss is averaged over.',
  },
  ties: { label: 'Ties', unit: 'per group', explanation: 'Pairs of equal reward, which are left out.' },
  acceptanceRate: {
    label: 'Acceptance rate',
    unit: 'share',
    explanation:
      'Share of prior samples that statistical rejection accepted when asked; small where β of the rejection is small.',
  },
  rejectionFallback: {
    label: 'Filled without acceptance',
    unit: 'share',
    explanation:
      'Share of kept responses that chance had not accepted within its budget: the best candidates that were left.',
  },
  klBaseline: {
    label: 'Reference point z₀',
    unit: 'nats',
    explanation:
      'KTO’s estimate of the policy’s divergence from the prior, never below 0; gains and losses are counted from here.',
  },
  desirableShare: {
    label: 'Desirable responses',
    unit: 'share',
    explanation: 'Share of labelled responses that count as desirable.',
  },
  oneSided: {
    label: 'Groups with one label only',
    unit: 'share',
    explanation: 'Groups in which all responses are desirable, or none: they push all the same way.',
  },
  rankLoss: {
    label: 'Ranking loss',
    unit: 'nats',
    explanation: 'Sum of how far worse responses are likelier per token than better ones.',
  },
  rankAccuracy: {
    label: 'Pairs in the right order',
    unit: 'share',
    explanation: 'Share of all ordered pairs whose average log-probs stand as their rewards do.',
  },
  bestLogProb: {
    label: 'Log-prob of the best',
    unit: 'nats per response',
    explanation: 'What RRHF’s likelihood term raises.',
  },
  negativeLogLikelihood: {
    label: 'Negative log-likelihood',
    unit: 'nats per response',
    explanation: 'Of all samples behind their tags: what reward conditioning minimises.',
  },
  klToPrior: {
    label: 'KL(prior ‖ tagged policy)',
    unit: 'nats per response',
    explanation:
      'Estimated on the samples by importance weights. Each sample stands behind its own tag, which may make it likelier than under the prior: then it is below 0.',
  },
  policyLoss: {
    label: 'Policy loss',
    unit: '',
    explanation: 'PPO’s clipped surrogate with its sign changed.',
  },
  valueLoss: {
    label: 'Value loss',
    unit: 'reward²',
    explanation: 'Half the squared error of the value head, clipped.',
  },
  clipFraction: {
    label: 'Clip fraction',
    unit: 'share',
    explanation:
      'Share of tokens whose ratio has left the clip range in the wished direction; they are not pushed further.',
  },
  approximateKl: {
    label: 'KL to the sampling policy',
    unit: 'nats per token',
    explanation:
      'Half the mean squared log-ratio to the policy that drew the samples: how far a round’s steps have gone.',
  },
  klCoefficient: {
    label: 'KL coefficient',
    unit: 'reward per nat',
    explanation: 'Price of a nat of divergence in the token rewards; it moves only with a target KL.',
  },
  tokenKl: {
    label: 'KL to the prior, k3',
    unit: 'nats per token',
    explanation: 'GRPO’s penalty: the k3 estimate, averaged over tokens.',
  },
  rewardSpread: {
    label: 'Spread of rewards',
    unit: 'reward',
    explanation: 'Standard deviation of the rewards within a group, which advantages are divided by.',
  },
  penalisedReward: {
    label: 'Penalised reward',
    unit: 'reward',
    explanation: 'Mean of r − γ log(q/p) on the batch: what the policy-gradient methods raise.',
  },
  rewardBaseline: {
    label: 'Baseline',
    unit: 'reward',
    explanation:
      'What is subtracted from the penalised reward: a running mean (REINFORCE), or the other samples’ mean (RLOO).',
  },
  advantageSpread: {
    label: 'Spread of advantages',
    unit: 'reward',
    explanation:
      'Root mean square of penalised reward minus baseline: the size of the push, and of its noise.',
  },
  bestReward: { label: 'Best reward of n', unit: 'reward', explanation: 'What best-of-n returns.' },
  klBound: {
    label: 'Bound of KL(best-of-n ‖ prior)',
    unit: 'nats',
    explanation: 'log n − (n − 1)/n: the divergence is at most this.',
  },
};

/** Figures that are drawn as further lines of another. */
const LINES: Readonly<Record<string, Pick<StepMetric, 'lineLabel' | 'others'>>> = {
  chosenLogProb: {
    lineLabel: 'chosen',
    others: [{ column: 'diagnostics.rejectedLogProb', label: 'rejected', line: 'dashed' }],
  },
  logMass: {
    lineLabel: 'all groups of the batch',
    others: [
      { column: 'diagnostics.logMassAge0', label: 'drawn in this round', line: 'dotted' },
      { column: 'diagnostics.logMassAge1', label: 'a round ago', line: 'dashed' },
      { column: 'diagnostics.logMassAge2', label: 'two rounds ago', line: 'dash-dot' },
    ],
  },
};
const otherLines = new Set(
  Object.values(LINES).flatMap(({ others = [] }) => others.map(({ column }): string => column)),
);

const metrics = new Map<string, StepMetric>();

/** The same object for the same figure, so that a chart redraws only when its numbers change. */
export function diagnosticMetric(column: `diagnostics.${string}`): StepMetric {
  const known = metrics.get(column);
  if (known) return known;
  const name = column.slice('diagnostics.'.length);
  const text = DIAGNOSTICS[name] ?? { label: name, unit: '', explanation: '' };
  const metric: StepMetric = { kind: 'step', column, ...text, ...LINES[name] };
  metrics.set(column, metric);
  return metric;
}

/** True if the figure is drawn as a further line of another. */
export const isFurtherLine = (column: string) => otherLines.has(column);
