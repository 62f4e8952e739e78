// One device with what its models share: compiled pipelines, an account of every buffer, and read-backs that notice a
// device that does not answer.
import { encodeSteps, type Step } from './commands.ts';
import { LostDeviceError, ShaderError } from './gpu_errors.ts';
import { Pace } from './pace.ts';
import { withProgress } from './watchdog.ts';
import { ITEMS, type Kernel, shaderText, type Tuning } from './wgsl.ts';

/** Index of each count in the uniform `counts`. */
export const COUNT = { tokens: 0, slots: 1, owners: 2 } as const;

interface BufferPart {
  readonly buffer: GPUBuffer;
  readonly bytes: number;
  readonly offset?: number;
}

const STORAGE = 0x80 | 0x8 | 0x4; // STORAGE | COPY_DST | COPY_SRC
const UNIFORM = 0x40 | 0x8; // UNIFORM | COPY_DST
const READ_BACK = 0x1 | 0x8; // MAP_READ | COPY_DST
const SLOWEST_READ_BACK_MS = 5000;
/** A software adapter may compute for longer than that. */
const SLOWEST_SOFTWARE_READ_BACK_MS = 300_000;

/** Of the largest buffer that a kernel can read whole. */
const bindingBytesOf = ({ limits }: GPUDevice) =>
  Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);

/** Pipelines of each device by their shader's text: the same text compiles once, whatever tuning it comes from. */
const compiled = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

export class Gpu {
  /** Largest buffer of parameters. */
  readonly bindingBytes: number;
  /** Largest buffer of logits: a quarter of that, since several models of a run each have one. */
  readonly logitsBytes: number;
  readonly pace: Pace;
  private readonly pipelines: Map<string, GPUComputePipeline>;
  private readonly buffers = new Set<GPUBuffer>();
  private readonly idleStaging: GPUBuffer[] = [];
  private held = 0;
  private peak = 0;
  private finished = 0;
  private finishedAt = 0;

  constructor(
    readonly device: GPUDevice,
    readonly tuning: Tuning,
    /** It computes on the CPU. */
    private readonly software: boolean,
    limits: {
      readonly bindingBytes?: number;
      readonly logitsBytes?: number;
      readonly submitMs?: number;
    } = {},
  ) {
    this.bindingBytes = limits.bindingBytes ?? bindingBytesOf(device);
    this.logitsBytes = limits.logitsBytes ?? this.bindingBytes / 4;
    this.pace = new Pace(limits.submitMs);
    this.pipelines = compiled.get(device) ?? new Map();
    compiled.set(device, this.pipelines);
  }

  /** Bytes in living buffers, now and at most so far. */
  get memory(): { readonly bytes: number; readonly peakBytes: number } {
    return { bytes: this.held, peakBytes: this.peak };
  }

  get halfBytes(): number {
    return this.tuning.storage === 'f16' ? 2 : 4;
  }

  /** Compiles all missing kernels at once; throws with the compiler's words. */
  async compile(kernels: readonly Kernel[], progress: (done: number, all: number) => void = () => {}) {
    const missing = new Map(kernels.map((kernel) => [shaderText(kernel, this.tuning), kernel]));
    for (const code of this.pipelines.keys()) missing.delete(code);
    let done = 0;
    await Promise.all(
      [...missing].map(async ([code, kernel]) => {
        this.pipelines.set(code, await this.compileOne(kernel.name, code));
        progress(++done, missing.size);
      }),
    );
  }

  /** Whole quads: what is beyond the last number is 0 unless a kernel writes there. */
  buffer(label: string, bytes: number): GPUBuffer {
    return this.create(label, Math.max(16, Math.ceil(bytes / 16) * 16), STORAGE);
  }

  /** A uniform with its content. */
  uniform(label: string, values: ArrayBuffer): GPUBuffer {
    const buffer = this.create(label, Math.ceil(values.byteLength / 16) * 16, UNIFORM);
    this.device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  }

  release(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      if (!this.buffers.delete(buffer)) continue;
      this.held -= buffer.size;
      buffer.destroy();
    }
  }

  /** Number of living buffers, for tests of leaks. */
  get bufferCount(): number {
    return this.buffers.size;
  }

  pipeline(kernel: Kernel): GPUComputePipeline {
    const pipeline = this.pipelines.get(shaderText(kernel, this.tuning));
    if (!pipeline) throw new Error(`kernel not compiled: ${kernel.name} (expected compile() before)`);
    return pipeline;
  }

  /** Encodes and submits work. */
  submit(encode: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.device.createCommandEncoder();
    encode(encoder);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Submits steps in as many parts as keep each short, and reads the given parts of buffers when all are done. */
  async run(steps: readonly Step[], parts: readonly BufferPart[] = []): Promise<ArrayBuffer[]> {
    const submits = this.pace.split(steps);
    for (const part of submits.slice(0, -1)) {
      this.submit((encoder) => encodeSteps(encoder, part));
      this.timed(part);
    }
    const last = submits[submits.length - 1];
    const reading = this.submitAndRead((encoder) => encodeSteps(encoder, last), parts);
    this.timed(last);
    return reading;
  }

  /** Encodes work, submits it once, and reads the given parts of buffers when the device is done. */
  async submitAndRead(
    encode: (encoder: GPUCommandEncoder) => void,
    parts: readonly BufferPart[],
  ): Promise<ArrayBuffer[]> {
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total === 0) {
      this.submit(encode);
      return parts.map(() => new ArrayBuffer(0));
    }
    const staging = this.staging(total);
    this.submit((encoder) => {
      encode(encoder);
      let at = 0;
      for (const { buffer, bytes, offset = 0 } of parts) {
        if (bytes > 0) encoder.copyBufferToBuffer(buffer, offset, staging, at, bytes);
        at += bytes;
      }
    });
    await this.mapped(staging, total);
    const all = staging.getMappedRange(0, total).slice(0);
    staging.unmap();
    this.idleStaging.push(staging);
    let at = 0;
    return parts.map(({ bytes }) => {
      at += bytes;
      return all.slice(at - bytes, at);
    });
  }

  private async compileOne(name: string, code: string): Promise<GPUComputePipeline> {
    // The scope keeps the error, thrown below, from counting as an error of the device too.
    this.device.pushErrorScope('validation');
    const module = this.device.createShaderModule({ label: name, code });
    const pipeline = this.device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    void this.device.popErrorScope();
    try {
      return await pipeline;
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const words = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('; ');
      throw new ShaderError(
        `The kernel "${name}" does not compile here: ${words || (error as Error).message}`,
      );
    }
  }

  private create(label: string, size: number, usage: number): GPUBuffer {
    const buffer = this.device.createBuffer({ label, size, usage });
    this.buffers.add(buffer);
    this.held += size;
    this.peak = Math.max(this.peak, this.held);
    return buffer;
  }

  private staging(bytes: number): GPUBuffer {
    const found = this.idleStaging.findIndex(
      ({ size }) => size >= bytes && size <= Math.max(4 * bytes, 4096),
    );
    if (found >= 0) return this.idleStaging.splice(found, 1)[0];
    return this.create('staging', 2 ** Math.ceil(Math.log2(Math.max(256, bytes))), READ_BACK);
  }

  private async mapped(staging: GPUBuffer, bytes: number): Promise<void> {
    const limit = this.software ? SLOWEST_SOFTWARE_READ_BACK_MS : SLOWEST_READ_BACK_MS;
    const mapped = staging.mapAsync(0x1, 0, bytes);
    if (!(await withProgress(mapped, limit, () => this.finished)))
      throw new LostDeviceError(`The graphics device did not answer for ${limit / 1000} s.`);
  }

  /** Notes when the submit just made is done, and how long the device took for it. */
  private timed(steps: readonly Step[]): void {
    const submittedAt = performance.now();
    const note = () => {
      const now = performance.now();
      this.pace.learn(steps, now - Math.max(submittedAt, this.finishedAt));
      this.finishedAt = now;
      this.finished++;
    };
    // A lost device is reported elsewhere.
    void this.device.queue.onSubmittedWorkDone().then(note, () => {});
  }
}

/** Workgroups for `items`, folded into two dimensions where one is too small. */
export function foldedGroups(items: number, perGroup: number): readonly [number, number] {
  const groups = Math.ceil(items / perGroup);
  if (groups <= 65535) return [groups, 1];
  const rows = Math.ceil(groups / 65535);
  return [Math.ceil(groups / rows), rows];
}

/** Workgroups of a kernel with `lanes` threads an item. */
export const laneGroups = (items: number, { lanes }: Tuning) => foldedGroups(items, lanes === 1 ? ITEMS : 1);
