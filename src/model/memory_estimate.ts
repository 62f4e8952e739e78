// What a run will compute, and what that takes on a device.

export interface BatchShape {
  readonly rows: number;
  readonly length: number;
  readonly window: number;
}

interface GenerationShape {
  readonly prompts: number;
  readonly rows: number;
  readonly newTokens: number;
}

/** What the models of a run are used for. */
export interface RunShapes {
  /** Models that score: policy, prior, proposal, and a learned reward. */
  readonly scoringModels: number;
  readonly training: BatchShape;
  /** Largest batch that is only scored. */
  readonly scoring: BatchShape;
  readonly generation: GenerationShape;
}

/** Bytes. */
export interface MemoryEstimate {
  /** Of every model. */
  readonly parameters: number;
  /** Gradient and both moments. */
  readonly optimiser: number;
  readonly activations: number;
  /** Of generation: keys and values, and the rows' activations. */
  readonly cache: number;
  readonly total: number;
  /** The largest single buffer, which a device limits, and what it belongs to. */
  readonly largest: { readonly bytes: number; readonly of: 'parameters' | 'activations' | 'cache' };
}
