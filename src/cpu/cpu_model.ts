// `LanguageModel` on the CPU device: it cuts batches into parts, lets the shards compute them, adds the gradients in a
// fixed order and takes the optimiser's step. It keeps the parameters, so shards can be made again at any time.
import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, ModelConfig, StepReport } from '../model/config.ts';
import { chunksOf, promptRoom } from '../model/generation_chunks.ts';
import type { Completion, GenerateOptions, LanguageModel, TokenBatch } from '../model/language_model.ts';
import { checkParameters, type Parameters, type ParameterView, parameterViews } from '../model/parameters.ts';
import { rowsPerCall } from '../model/rows_per_call.ts';
import { type CpuDevice, PARTS } from './device.ts';
import { Optimiser } from './optimiser.ts';
import { type Part, partsOf, partsOn, placed, scoredParts } from './parts.ts';
import type { CommandOf, Shard, ShardCommand, ShardReplies } from './shard.ts';
import { MOST_COPIED, type SharedCore } from './shared_core.ts';

interface Pending {
  readonly batch: TokenBatch;
  readonly parts: readonly Part[];
  /** Shards that have it. */
  readonly spread: number;
}

/** This takes about 100 ms on one core: 64 rows of a text task. */
const WEIGHTS_TIMES_ROWS = 1.6e7;

export class CpuModel implements LanguageModel {
  readonly rowsPerCall: number;
  private readonly views: readonly ParameterView[];
  private readonly id: number;
  private readonly optimiser?: Optimiser;
  private readonly frozenValues?: Float32Array;
  private version = 0;
  private pending?: Pending;
  /** Memory for the shards' gradients, of no use between two steps. */
  private readonly rooms: Float32Array[] = [];
  private roomBytes = 0;
  /** Version of the parameters that a shard has. */
  private known = new WeakMap<Shard, number>();
  private readonly frozen?: Parameters;
  private readonly shared?: SharedCore;
  private readonly pendingOn: WeakMap<Shard, object>;

  /** @param trainable A frozen model keeps no gradient. */
  constructor(
    private readonly device: CpuDevice,
    readonly config: ModelConfig,
    parameters: Parameters,
    private readonly trainable = true,
  ) {
    this.rowsPerCall = rowsPerCall(config, WEIGHTS_TIMES_ROWS);
    this.views = parameterViews(config);
    const size = checkParameters(this.views, parameters);
    this.id = device.nextModel();
    this.frozen = parameters.frozen;
    if (config.lora) this.shared = device.sharedCores.enter(config, frozenOf(parameters));
    this.pendingOn = this.shared?.pendingOn ?? new WeakMap();
    if (trainable) this.optimiser = new Optimiser(device.module, this.views);
    else this.frozenValues = new Float32Array(size);
    device.hold(this.hostBytes);
    this.restore(parameters);
  }

  private get hostBytes(): number {
    return this.optimiser?.bytes ?? this.frozenValues!.byteLength;
  }

  private get values(): Float32Array {
    return this.optimiser?.parameters ?? this.frozenValues!;
  }

  async logProbs(batch: TokenBatch): Promise<Float32Array> {
    const parts = partsOf(batch, Math.ceil(batch.rows / PARTS));
    const pending = { batch, parts, spread: this.spreadOf(parts) };
    this.pending = pending;
    const slots = await this.onShards(pending.spread, (index) => this.commandFor(pending, index));
    return placed(batch, pending.parts, slots.flat());
  }

  async valueEstimates(): Promise<Float32Array> {
    if (!this.config.valueHead) throw new Error('valueEstimates without a value head: the model has none');
    const { batch, parts, spread } = this.pendingBatch('valueEstimates');
    const slots = await this.onShards(spread, () => ({ kind: 'values', model: this.id }));
    return placed(batch, parts, slots.flat());
  }

  async distributions(batch: TokenBatch): Promise<Float32Array> {
    const { vocabSize } = this.config;
    const result = new Float32Array(batch.rows * batch.window * vocabSize);
    const parts = scoredParts(batch);
    const rows = await this.overParts(parts, ({ packed }) => ({
      kind: 'distributions',
      model: this.id,
      batch: packed,
    }));
    parts.forEach(({ first, packed }, p) => {
      packed.windowPlace.forEach((place, s) => {
        const row = rows[p].subarray(s * vocabSize, (s + 1) * vocabSize);
        result.set(row, (first * batch.window + place) * vocabSize);
      });
    });
    return result;
  }

  async backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void> {
    const { batch, parts, spread } = this.pendingBatch('backward');
    const optimiser = this.trained('backward');
    const ofParts = (index: number, all: Float32Array) =>
      partsOn(parts, index, spread).map(({ first, packed }) =>
        Float32Array.from(packed.place, (place) => all[first * batch.length + place]),
      );
    const replies = await this.onShards(spread, (index) => ({
      kind: 'backward',
      model: this.id,
      coefficients: ofParts(index, coefficients),
      onValues: valueCoefficients && ofParts(index, valueCoefficients),
      room: this.takeRoom(),
    }));
    this.pending = undefined;
    const gradients = [...replies];
    // Parts are added in pairs, then the pairs: a shard has done the first of these sums if it has two parts or more.
    for (let count = gradients.length; count > 1; count /= 2)
      for (let i = 0; i < count; i += 2) gradients[i / 2] = sum(gradients[i], gradients[i + 1]);
    optimiser.add(gradients[0]);
    this.keepRooms(replies);
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    const report = this.trained('step').step(settings);
    this.pending = undefined;
    if (report.applied) this.version++;
    return report;
  }

  async generate(options: GenerateOptions): Promise<Completion[]> {
    promptRoom(this.config, options);
    const completions: Completion[] = [];
    for (const chunk of chunksOf(options)) {
      const rows = chunk.prompts.length * chunk.samplesPerPrompt;
      const spread = this.spread(rows * options.maxNewTokens);
      const each = Math.ceil(rows / spread);
      const drawn = await this.onShards(spread, (index) => ({
        kind: 'generate',
        model: this.id,
        options: chunk,
        range: { from: Math.min(rows, index * each), to: Math.min(rows, (index + 1) * each) },
      }));
      completions.push(...drawn.flat());
    }
    return completions;
  }

  async divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }> {
    if (!(reference instanceof CpuModel) || reference.device !== this.device)
      throw new Error('invalid reference: divergence needs two models of one implementation');
    const parts = scoredParts(batch);
    const pairs = await this.overParts(
      parts,
      ({ packed }) => ({ kind: 'divergence', model: this.id, reference: reference.id, batch: packed }),
      reference,
    );
    const column = (c: number) =>
      placed(
        batch,
        parts,
        pairs.map((values) => Float32Array.from({ length: values.length / 2 }, (_, s) => values[2 * s + c])),
      );
    return { kl: column(0), entropy: column(1) };
  }

  async snapshot(): Promise<Parameters> {
    return { views: this.views, values: this.values.slice(), frozen: this.frozen };
  }

  restore({ values }: Parameters): void {
    this.pending = undefined;
    this.values.set(values);
    this.version++;
  }

  async adopt(source: LanguageModel): Promise<void> {
    if (!(source instanceof CpuModel) || source.values.length !== this.values.length)
      throw new Error('invalid model to adopt: expected one of the same implementation and configuration');
    this.restore({ views: source.views, values: source.values });
  }

  async saveOptimiser(): Promise<AdamWState> {
    return this.trained('saveOptimiser').save();
  }

  loadOptimiser(state: AdamWState): void {
    this.trained('loadOptimiser').load(state);
  }

  /** The accumulated gradient in storage order (a copy), for tests. */
  async gradientValues(): Promise<Float32Array> {
    return this.trained('gradientValues').gradientValues.slice();
  }

  dispose(): void {
    const { id: model, device, shared } = this;
    const core = shared && device.sharedCores.leave(shared) ? shared.key : undefined;
    device.tell({ kind: 'dispose', model, core });
    this.device.hold(-this.hostBytes - this.roomBytes);
    this.known = new WeakMap();
  }

  private takeRoom(): Float32Array {
    return this.rooms.pop() ?? new Float32Array(this.values.length);
  }

  private keepRooms(rooms: readonly Float32Array[]): void {
    this.rooms.push(...rooms);
    const bytes = this.rooms.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.device.hold(bytes - this.roomBytes);
    this.roomBytes = bytes;
  }

  private trained(what: string): Optimiser {
    if (!this.optimiser) throw new Error(`${what} on a frozen model: expected a trainable one`);
    return this.optimiser;
  }

  private pendingBatch(what: string): Pending {
    if (!this.pending) throw new Error(`${what} without logProbs: call logProbs first`);
    return this.pending;
  }

  /** Shards to share so many tokens among. */
  private spread(tokens: number): number {
    const weights = this.shared?.frozen.length ?? this.values.length;
    return this.shared && weights > MOST_COPIED ? 1 : this.device.spread(tokens * weights);
  }

  private spreadOf(parts: readonly Part[]): number {
    const tokens = parts.reduce((sum, { packed }) => sum + packed.counts.tokens, 0);
    return this.spread(tokens);
  }

  private commandFor({ parts, spread }: Pending, index: number): CommandOf<'logProbs'> {
    const mine = partsOn(parts, index, spread);
    return { kind: 'logProbs', model: this.id, parts: mine.map(({ packed }) => packed) };
  }

  /** Runs a command on so many shards at once. */
  private onShards<K extends ShardCommand['kind']>(
    spread: number,
    command: (index: number) => CommandOf<K>,
  ): Promise<ShardReplies[K][]> {
    const { pending } = this;
    return this.device.runAll(spread, async (shard, index) => {
      const asked = command(index);
      const prepared = this.prepare(shard, index, asked.kind);
      const reply = await behind(prepared, shard.run<K>(asked));
      if (asked.kind === 'logProbs' && pending) this.pendingOn.set(shard, pending);
      return reply;
    });
  }

  /** Runs a command for every part, on the shards in turn. */
  private async overParts<K extends ShardCommand['kind']>(
    parts: readonly Part[],
    command: (part: Part) => CommandOf<K>,
    reference?: CpuModel,
  ): Promise<ShardReplies[K][]> {
    const replies: ShardReplies[K][] = new Array(parts.length);
    const spread = this.spreadOf(parts);
    await this.device.runAll(spread, async (shard, index) => {
      const prepared = Promise.all([reference?.prepare(shard, index), this.prepare(shard, index)]);
      // All at once, since the calling thread could not send more while it computes its own.
      const replied = parts.map(async (part, p) => {
        if (p % spread === index) replies[p] = await shard.run<K>(command(part));
      });
      await behind(prepared, Promise.all(replied));
    });
    return replies;
  }

  /**
   * Brings a shard up to date: the model, its parameters, and for some commands the activations of the batch. All is sent
   * before this returns, and a shard takes commands in order, so the next command need not wait for the answers.
   */
  private async prepare(shard: Shard, index: number, kind?: ShardCommand['kind']): Promise<void> {
    const { id: model, version, pending, shared, known, pendingOn } = this;
    const sent: Promise<unknown>[] = [];
    if (!known.has(shard)) sent.push(...this.createOn(shard));
    if (known.get(shard) !== version) {
      known.set(shard, version);
      sent.push(shard.run({ kind: 'parameters', model, values: this.values }));
    }
    if ((kind === 'backward' || kind === 'values') && pending && pendingOn.get(shard) !== pending) {
      pendingOn.set(shard, pending);
      sent.push(shard.run(this.commandFor(pending, index)));
    }
    try {
      await Promise.all(sent);
    } catch (error) {
      known.delete(shard); // some of it may be missing there
      shared?.sentTo.delete(shard);
      throw error;
    }
  }

  private createOn(shard: Shard): Promise<unknown>[] {
    const { id: model, config, trainable, shared } = this;
    const created = shard.run({ kind: 'create', model, config, trainable, core: shared?.key });
    if (!shared || shared.sentTo.has(shard)) return [created];
    shared.sentTo.add(shard);
    return [created, shard.run({ kind: 'frozen', core: shared.key, values: shared.frozen })];
  }
}

function frozenOf({ frozen }: Parameters): Parameters {
  if (!frozen) throw new Error('invalid parameters: no frozen weights (expected them with adapters)');
  return frozen;
}

/** A reply. Where what was sent before it failed, that is why it failed too. */
async function behind<T>(prepared: Promise<unknown>, reply: Promise<T>): Promise<T> {
  reply.catch(() => {});
  await prepared;
  return reply;
}

function sum(a: Float32Array, b: Float32Array): Float32Array {
  for (let i = 0; i < a.length; i++) a[i] += b[i];
  return a;
}
