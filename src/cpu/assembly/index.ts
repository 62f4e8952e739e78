// What the host calls. It owns the memory's layout (cpu/heap.ts) and the order of operations (cpu/trunk.ts).
export { adamw, squaredNorm } from './adamw';
export { attention, attentionScratch, setHeads, setRow } from './attention';
export { attentionBackward, attentionBackwardScratch } from './attention_backward';
export { decodeAttention, decodeScratch, packPrompt } from './decode_attention';
export { draw, gumbels } from './draw';
export { addInto, embed, embedBackward, multiplyBy } from './embedding';
export { divergence, logitGradient, logSoftmax, tokenLogProbs, valueHead, valueHeadBackward } from './head';
export { addLowRank } from './low_rank';
export { layerNorm, layerNormBackward } from './layer_norm';
export { packColumns, packRows } from './panels';
export { product, quadRoom, setQuads } from './product';
export { rmsNorm, rmsNormBackward } from './rms_norm';
export { rotate } from './rotary';
export { swiglu, swigluBackward } from './swiglu';
export { weightProduct } from './weight_product';

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
