// The compiled kernels (src/cpu/assembly), one instance a model. Pointers are byte addresses in the instance's memory,
// counts are items, `ld` is floats from a row to the next. The kernels' sources say what each computes.

type Pointer = number;

export interface CpuKernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): Pointer;
  packRows(from: Pointer, ld: number, depth: number, columns: number, out: Pointer): void;
  packColumns(from: Pointer, ld: number, depth: number, columns: number, out: Pointer): void;
  product(
    a: Pointer,
    lda: number,
    panels: Pointer,
    bias: Pointer,
    c: Pointer,
    ldc: number,
    rows: number,
    depth: number,
    columns: number,
    mode: number,
    other: Pointer,
    third: Pointer,
  ): void;
  quadRoom(depth: number, columns: number): number;
  setQuads(address: Pointer): void;
  weightProduct(
    x: Pointer,
    ldx: number,
    panels: Pointer,
    dw: Pointer,
    ldw: number,
    db: Pointer,
    rows: number,
    inner: number,
    columns: number,
    quad: Pointer,
  ): void;
  layerNorm(
    x: Pointer,
    gain: Pointer,
    bias: Pointer,
    y: Pointer,
    stats: Pointer,
    rows: number,
    d: number,
    ld: number,
    rowsOf: Pointer,
    epsilon: number,
  ): void;
  rmsNorm(
    x: Pointer,
    gain: Pointer,
    y: Pointer,
    stats: Pointer,
    rows: number,
    d: number,
    ld: number,
    rowsOf: Pointer,
    epsilon: number,
  ): void;
  rmsNormBackward(
    x: Pointer,
    dy: Pointer,
    gain: Pointer,
    stats: Pointer,
    dx: Pointer,
    dgain: Pointer,
    rows: number,
    d: number,
    ld: number,
    rowsOf: Pointer,
  ): void;
  rotate(
    x: Pointer,
    ld: number,
    positions: Pointer,
    cos: Pointer,
    sin: Pointer,
    rows: number,
    heads: number,
    width: number,
    direction: number,
  ): void;
  swiglu(x: Pointer, ldx: number, y: Pointer, ldy: number, rows: number, width: number): void;
  swigluBackward(x: Pointer, dx: Pointer, ld: number, rows: number, width: number): void;
  addLowRank(
    a: Pointer,
    lda: number,
    panels: Pointer,
    c: Pointer,
    ldc: number,
    rows: number,
    depth: number,
    columns: number,
    mode: number,
    other: Pointer,
    third: Pointer,
  ): void;
  multiplyBy(x: Pointer, count: number, factor: number): void;
  setHeads(heads: number, kvHeads: number, headWidth: number, scale: number, seen: number): void;
  layerNormBackward(
    x: Pointer,
    dy: Pointer,
    gain: Pointer,
    stats: Pointer,
    dx: Pointer,
    dgain: Pointer,
    dbias: Pointer,
    rows: number,
    d: number,
    ld: number,
    rowsOf: Pointer,
  ): void;
  setRow(prefixStart: number, prefixLength: number, start: number, length: number): void;
  attentionScratch(keys: number, headWidth: number): number;
  attention(
    qkv: Pointer,
    ldQkv: number,
    mixed: Pointer,
    ldMixed: number,
    stats: Pointer,
    scratch: Pointer,
  ): void;
  attentionBackwardScratch(keys: number, queries: number, headWidth: number): number;
  attentionBackward(
    qkv: Pointer,
    ldQkv: number,
    mixed: Pointer,
    dMixed: Pointer,
    ldMixed: number,
    stats: Pointer,
    dQkv: Pointer,
    scratch: Pointer,
  ): void;
  packPrompt(qkv: Pointer, ldQkv: number, start: number, length: number, out: Pointer): void;
  decodeScratch(promptLength: number, room: number, headWidth: number): number;
  decodeAttention(
    qkv: Pointer,
    ldQkv: number,
    mixed: Pointer,
    ldMixed: number,
    prompt: Pointer,
    promptLength: number,
    caches: Pointer,
    room: number,
    place: number,
    rows: number,
    scratch: Pointer,
  ): void;
  embed(
    wte: Pointer,
    wpe: Pointer,
    tokens: Pointer,
    positions: Pointer,
    y: Pointer,
    rows: number,
    d: number,
    ld: number,
  ): void;
  embedBackward(
    dwte: Pointer,
    dwpe: Pointer,
    tokens: Pointer,
    positions: Pointer,
    dy: Pointer,
    rows: number,
    d: number,
    ld: number,
  ): void;
  addInto(y: Pointer, x: Pointer, count: number): void;
  tokenLogProbs(
    logits: Pointer,
    ld: number,
    vocab: number,
    rows: number,
    targets: Pointer,
    masks: Pointer,
    logProbs: Pointer,
  ): void;
  logSoftmax(logits: Pointer, ld: number, vocab: number, rows: number, masks: Pointer): void;
  divergence(q: Pointer, p: Pointer, ld: number, vocab: number, rows: number, out: Pointer): void;
  logitGradient(
    probabilities: Pointer,
    ld: number,
    rows: number,
    targets: Pointer,
    coefficients: Pointer,
  ): void;
  valueHead(
    hidden: Pointer,
    ld: number,
    d: number,
    rows: number,
    weight: Pointer,
    bias: Pointer,
    out: Pointer,
  ): void;
  valueHeadBackward(
    hidden: Pointer,
    dHidden: Pointer,
    ld: number,
    d: number,
    rows: number,
    weight: Pointer,
    coefficients: Pointer,
    dWeight: Pointer,
    dBias: Pointer,
  ): void;
  draw(
    logits: Pointer,
    ld: number,
    vocab: number,
    rows: number,
    keys: Pointer,
    masks: Pointer,
    inverseTemperature: number,
    tokens: Pointer,
    logProbs: Pointer,
  ): void;
  gumbels(key: number, count: number, out: Pointer): void;
  squaredNorm(gradient: Pointer, count: number): number;
  adamw(
    values: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    count: number,
    scale: number,
    keep1: number,
    new1: number,
    keep2: number,
    new2: number,
    rate: number,
    root: number,
    epsilon: number,
    decay: number,
  ): void;
}

/** What a product does with its result; the numbers are those of assembly/product.ts. */
export const PRODUCT = { store: 0, add: 1, gelu: 2, geluSlope: 3 } as const;

export function instantiate(module: WebAssembly.Module): CpuKernels {
  return new WebAssembly.Instance(module).exports as unknown as CpuKernels;
}
