// Parameters as one flat float32 vector with named views: a snapshot is a copy, a checkpoint is a write.
export interface ParameterView {
  readonly name: string;
  readonly shape: readonly number[];
  /** Offset into the flat vector, in floats. */
  readonly offset: number;
  readonly size: number;
  /** Weight decay applies to matrices, not to biases and norms. */
  readonly decays: boolean;
}

export interface Parameters {
  readonly views: readonly ParameterView[];
  readonly values: Float32Array;
}
