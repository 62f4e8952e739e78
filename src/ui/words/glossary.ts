// The one glossary: each notion's plain word, its name in the paper, its symbol, and what it means.
export interface Notion {
  readonly plain: string;
  /** The paper's name. */
  readonly paper: string;
  /** As in the paper; absent: it has none. */
  readonly symbol?: string;
  /** Sentences of at most 20 words. */
  readonly meaning: string;
}

export const glossary = {
  policy: {
    plain: 'model now',
    paper: 'policy',
    symbol: 'q',
    meaning: 'The model that is being trained, as it is at this moment.',
  },
  prior: {
    plain: 'starting model',
    paper: 'prior',
    symbol: 'p',
    meaning: 'The model before training. It writes fluently, but nobody told it what a good answer is.',
  },
  posterior: {
    plain: 'target',
    paper: 'posterior',
    symbol: 'p*',
    meaning: 'What the starting model would write if it wrote good answers only. Training moves towards it.',
  },
  proposal: {
    plain: 'writer of this round',
    paper: 'proposal',
    symbol: 'q′',
    meaning: 'A snapshot of the model, taken at the start of a round. It writes the answers to learn from.',
  },
  drift: {
    plain: 'drift',
    paper: 'KL(policy ‖ prior)',
    symbol: 'KL',
    meaning:
      'How differently the model now writes, in nats. At 0 nothing has changed. One nat is a likelihood ratio of 2.7.',
  },
  reward: {
    plain: 'reward',
    paper: 'reward',
    symbol: 'r',
    meaning: 'A number that scores one answer. Higher is better. Training only ever sees this number.',
  },
  gamma: {
    plain: 'greediness',
    paper: 'goodness temperature',
    symbol: 'γ',
    meaning: 'Small: chase reward and drift far. Large: stay close to the start. Goodness is exp(r / γ).',
  },
  frontier: {
    plain: 'best possible',
    paper: 'KL–reward frontier',
    meaning: 'The most reward that any model can have at that drift. Exact for Strings, estimated for text.',
  },
  alpha: {
    plain: 'deserved share',
    paper: 'posterior weight',
    symbol: 'α',
    meaning: 'The share that an answer should have among these answers, given its reward.',
  },
  beta: {
    plain: 'present share',
    paper: 'policy weight',
    symbol: 'β',
    meaning: 'The share that an answer has now among these answers.',
  },
  push: {
    plain: 'push',
    paper: 'coefficient',
    symbol: 'α − β',
    meaning: 'How strongly training makes an answer more likely (above 0) or less likely (below 0).',
  },
  reference: {
    plain: 'reference answer',
    paper: 'gold response',
    meaning: 'An answer from the data set. References are of mixed quality, so some have a low reward.',
  },
  judge: {
    plain: 'judge',
    paper: 'judge',
    meaning: 'A second opinion. It compares two answers by other features than the reward looks at.',
  },
  winRate: {
    plain: 'win-rate',
    paper: 'win-rate',
    meaning: 'How often the answer of the model now beats the reference answer.',
  },
  ess: {
    plain: 'answers that count',
    paper: 'effective sample size',
    symbol: 'ESS',
    meaning: 'How many of the answers carry the weight. Near 1, a single answer decides everything.',
  },
  entropy: {
    plain: 'variety',
    paper: 'entropy',
    symbol: 'H',
    meaning: 'Variety of the answers. Near 0 the model always writes the same.',
  },
  round: {
    plain: 'round',
    paper: 'epoch',
    symbol: 'e',
    meaning: 'Draw answers, score them, then learn from them for some steps.',
  },
  logMass: {
    plain: 'mass left',
    paper: 'log of the mean ratio',
    meaning: 'How much of what the writer wrote the model still writes. Far below 0 it is running off.',
  },
} as const satisfies Readonly<Record<string, Notion>>;

export type NotionName = keyof typeof glossary;
