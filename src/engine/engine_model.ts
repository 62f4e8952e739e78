// `LanguageModel` in hand-written WGSL: the reference model's twin on a GPU. A batch is packed without its padding. A
// training step is one submit, `stepBy`, where the rule is a declared formula. Otherwise it is three: `logProbs`, `backward`
// and `step`, and the host computes the coefficients.
import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, ModelConfig, StepReport } from '../model/config.ts';
import { MOST_ROWS, promptRoom } from '../model/generation_chunks.ts';
import type {
  Completion,
  GenerateOptions,
  LanguageModel,
  SentStep,
  StepRule,
  TokenBatch,
} from '../model/language_model.ts';
import { type EmbeddingOwners, embeddingOwners, type PackedBatch, packBatch } from '../model/packing.ts';
import type { Parameters } from '../model/parameters.ts';
import { stepsOf } from './commands.ts';
import { DeviceRule, ruleKernel } from './device_rule.ts';
import { Generator } from './generation.ts';
import type { Gpu } from './gpu.ts';
import type { Head } from './head.ts';
import { logitsPitch } from './kernels/token_log_prob.ts';
import { modelKernels, neededKernels } from './kernels.ts';
import { type FindPlace, type ModelParts, modelParts } from './model_parts.ts';
import { ModelWeights } from './model_weights.ts';
import { Arena } from './operation.ts';
import { Optimiser } from './optimiser.ts';
import type { Kernel } from './wgsl.ts';
import { capacityOf, Workspace } from './workspace.ts';

export class EngineModel implements LanguageModel {
  readonly rowsPerCall = MOST_ROWS;
  private readonly arena: Arena;
  private readonly parts: ModelParts;
  private readonly weights: ModelWeights;
  private readonly optimiser?: Optimiser;
  private readonly generator: Generator;
  private training?: Workspace;
  private scoring?: Workspace;
  private rule?: DeviceRule;
  private divergences?: {
    readonly policy: Workspace;
    readonly reference: Workspace;
    readonly operations: ReturnType<Head['bindDivergence']>[];
  };
  private pending?: PackedBatch & {
    readonly batch: TokenBatch;
    readonly workspace: Workspace;
    /** Of a trainable model. */
    readonly owners?: EmbeddingOwners;
  };

  /** Compiles the kernels that are missing on this device. @param trainable false for a frozen model. */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    parameters: Parameters,
    trainable = true,
    progress?: (done: number, all: number) => void,
  ): Promise<EngineModel> {
    const kernels = modelKernels(config, gpu.tuning);
    const needed = neededKernels(kernels, { trainable, tuning: gpu.tuning });
    await gpu.compile(needed, progress);
    return new EngineModel(gpu, config, parameters, trainable, kernels);
  }

  private constructor(
    private readonly gpu: Gpu,
    readonly config: ModelConfig,
    parameters: Parameters,
    private readonly trainable: boolean,
    kernels: ModelParts['kernels'],
  ) {
    this.arena = new Arena(gpu);
    this.weights = new ModelWeights(this.arena, config, parameters);
    const { values, stored, find, whole } = this.weights;
    this.parts = modelParts(this.arena, config, kernels, find, whole);
    if (trainable) this.optimiser = new Optimiser(this.arena, kernels, values, stored);
    this.generator = new Generator(gpu, this.parts);
    this.restore(parameters);
  }

  async logProbs(batch: TokenBatch): Promise<Float32Array> {
    const packed = packBatch(batch, true);
    const { counts, place } = packed;
    const workspace = this.trainable ? this.trainingSpace(batch) : this.scoringSpace(batch);
    workspace.write(packed);
    const reading = this.gpu.run(workspace.logProbSteps(counts), [
      { buffer: workspace.head.logProbs, bytes: 4 * counts.slots },
    ]);
    // While the device computes.
    const owners = this.trainable ? this.ownersOf(packed) : undefined;
    this.pending = { ...packed, batch, workspace, owners };
    const [bytes] = await reading;
    return placed(new Float32Array(bytes), place, batch);
  }

  async valueEstimates(): Promise<Float32Array> {
    if (!this.config.valueHead) throw new Error('valueEstimates without a value head: the model has none');
    const { counts, place, batch, workspace } = this.pendingBatch('valueEstimates');
    const { head } = workspace;
    const [bytes] = await this.gpu.run(stepsOf([head.valueHead!], counts), [
      { buffer: head.values, bytes: 4 * counts.slots },
    ]);
    return placed(new Float32Array(bytes), place, batch);
  }

  async distributions(batch: TokenBatch): Promise<Float32Array> {
    const { vocabSize } = this.config;
    const pitch = logitsPitch(vocabSize);
    const packed = packBatch(batch, true);
    const { counts, windowPlace } = packed;
    const workspace = this.scoringSpace(batch);
    workspace.write(packed);
    const { head } = workspace;
    const result = new Float32Array(batch.rows * batch.window * vocabSize);
    for (const part of head.partsFor(counts)) {
      const items = head.partCounts(counts, part);
      const [bytes] = await this.gpu.run(
        [
          ...(part.first === 0 ? workspace.trunkSteps(counts) : []),
          ...stepsOf([part.logits, part.logSoftmax], items),
        ],
        [{ buffer: head.logits, bytes: 4 * items.slots * pitch }],
      );
      const rows = new Float32Array(bytes);
      for (let s = 0; s < items.slots; s++) {
        const row = rows.subarray(s * pitch, s * pitch + vocabSize);
        result.set(row, windowPlace[part.first + s] * vocabSize);
      }
    }
    return result;
  }

  async backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void> {
    const pending = this.pendingBatch('backward');
    this.pending = undefined;
    const { place, workspace, owners } = pending;
    const slots = (all: Float32Array) => Float32Array.from(place, (at) => all[at]);
    const { backward } = workspace;
    if (!backward || !owners) throw new Error('backward on a frozen model: expected a trainable one');
    const counts = backward.write(
      pending,
      owners,
      slots(coefficients),
      valueCoefficients && slots(valueCoefficients),
    );
    const steps = backward.steps(counts, Boolean(valueCoefficients));
    await this.gpu.run(steps);
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    this.pending = undefined;
    return this.trained('step').step(settings);
  }

  async stepBy(batch: TokenBatch, rule: StepRule, settings: AdamWSettings): Promise<SentStep> {
    const optimiser = this.trained('stepBy');
    const kernel = ruleKernel(this.gpu, rule);
    await this.gpu.compile([kernel]);
    this.pending = undefined;
    const packed = packBatch(batch, true);
    const workspace = this.trainingSpace(batch);
    workspace.write(packed);
    const backward = workspace.backward!;
    const counts = backward.write(packed, this.ownersOf(packed));
    const weigh = this.ruleOn(workspace, kernel, rule, batch.rows).write(rule, batch, packed);
    const update = optimiser.prepare(settings, rule.groups.length);
    const done = this.gpu
      .run(
        [
          ...workspace.logProbSteps(counts),
          ...stepsOf([weigh], counts),
          ...backward.steps(counts, false),
          ...update.steps,
        ],
        [{ buffer: workspace.head.logProbs, bytes: 4 * counts.slots }, update.report],
      )
      .then(([logProbs, report]) => ({
        logProbs: placed(new Float32Array(logProbs), packed.place, batch),
        report: update.read(report),
      }));
    done.catch(() => {}); // whoever waits for it hears of it
    return { done };
  }

  async generate(options: GenerateOptions): Promise<Completion[]> {
    promptRoom(this.config, options);
    return this.generator.generate(options);
  }

  async divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }> {
    if (!(reference instanceof EngineModel))
      throw new Error('invalid reference: divergence needs two models of one implementation');
    const packed = packBatch(batch, true);
    const { counts, place } = packed;
    const policySpace = this.scoringSpace(batch);
    const referenceSpace = reference.scoringSpace(batch);
    policySpace.write(packed);
    referenceSpace.write(packed);
    const { head } = policySpace;
    const operations = this.divergenceOperations(policySpace, referenceSpace);
    const [bytes] = await this.gpu.run(
      [
        ...policySpace.trunkSteps(counts),
        ...referenceSpace.trunkSteps(counts),
        ...head.partsFor(counts).flatMap((part, p) => {
          const referenceLogits = referenceSpace.head.parts[p].logits;
          return stepsOf([part.logits, referenceLogits, operations[p]], head.partCounts(counts, part));
        }),
      ],
      [{ buffer: head.divergence, bytes: 8 * counts.slots }],
    );
    const pairs = new Float32Array(bytes);
    const column = (c: number) =>
      placed(
        Float32Array.from({ length: counts.slots }, (_, s) => pairs[2 * s + c]),
        place,
        batch,
      );
    return { kl: column(0), entropy: column(1) };
  }

  async snapshot(): Promise<Parameters> {
    const { views, frozen } = this.weights;
    return { views, values: await this.weights.read(), frozen };
  }

  restore(parameters: Parameters): void {
    this.pending = undefined;
    this.weights.write(parameters.values);
  }

  async adopt(source: LanguageModel): Promise<void> {
    if (!(source instanceof EngineModel) || source.weights.size !== this.weights.size)
      throw new Error('invalid model to adopt: expected one of the same implementation and configuration');
    this.pending = undefined;
    this.weights.copyFrom(source.weights);
  }

  async saveOptimiser(): Promise<AdamWState> {
    return this.trained('saveOptimiser').save();
  }

  loadOptimiser(state: AdamWState): void {
    this.trained('loadOptimiser').load(state);
  }

  /** The accumulated gradient in storage order (a copy), for tests. */
  async gradientValues(): Promise<Float32Array> {
    return this.trained('gradientValues').readGradient();
  }

  dispose(): void {
    this.generator.dispose();
    this.rule?.dispose();
    this.training?.arena.dispose();
    this.scoring?.arena.dispose();
    this.arena.dispose();
    this.weights.release();
  }

  private divergenceOperations(policy: Workspace, reference: Workspace) {
    const known = this.divergences;
    if (known?.policy === policy && known.reference === reference) return known.operations;
    const operations = policy.head.parts.map((part) => policy.head.bindDivergence(part, reference.head));
    this.divergences = { policy, reference, operations };
    return operations;
  }

  private trained(what: string): Optimiser {
    if (!this.optimiser) throw new Error(`${what} on a frozen model: expected a trainable one`);
    return this.optimiser;
  }

  private ruleOn(workspace: Workspace, kernel: Kernel, rule: StepRule, rows: number): DeviceRule {
    const known = this.rule;
    if (known && known.workspace === workspace && known.kernel.body === kernel.body && known.rows >= rows)
      return known;
    known?.dispose();
    const most = Math.max(rows, known?.rows ?? 0);
    this.rule = new DeviceRule(this.gpu, kernel, rule, workspace, this.trained('stepBy').refusals, most);
    return this.rule;
  }

  private pendingBatch(what: string) {
    if (!this.pending) throw new Error(`${what} without logProbs: call logProbs first`);
    return this.pending;
  }

  /** Rows of the embeddings that the batch reads; none where they are frozen. */
  private ownersOf(packed: PackedBatch): EmbeddingOwners {
    return embeddingOwners(packed, this.config, this.parts.find('wpe.weight')?.at);
  }

  private trainingSpace(batch: TokenBatch): Workspace {
    this.training = this.roomFor(batch, this.training, this.optimiser?.gradientOf);
    return this.training;
  }

  private scoringSpace(batch: TokenBatch): Workspace {
    // A frozen model scores in this workspace too, so its pending batch is overwritten.
    if (!this.trainable) this.pending = undefined;
    this.scoring = this.roomFor(batch, this.scoring);
    return this.scoring;
  }

  /** A workspace large enough for the batch; replaces one that is too small. */
  private roomFor(batch: TokenBatch, known: Workspace | undefined, gradientOf?: FindPlace): Workspace {
    const { tokens, slots } = capacityOf(batch);
    if (known && known.tokens >= tokens && known.slots >= slots) return known;
    known?.arena.dispose();
    return new Workspace(
      new Arena(this.gpu),
      this.parts,
      Math.max(tokens, known?.tokens ?? 0),
      Math.max(slots, known?.slots ?? 0),
      gradientOf,
    );
  }
}

/** [B, T] with the slots' values in their places, 0 elsewhere. */
function placed(values: Float32Array, place: Uint32Array, { rows, length }: TokenBatch): Float32Array {
  const result = new Float32Array(rows * length);
  for (let s = 0; s < place.length; s++) result[place[s]] = values[s];
  return result;
}
