// What a model's folder holds, before a weight of it is read.
import type { ModelPlan } from '../formats/hugging_face/imported_model.ts';
import { loraTargets } from '../model/adapters.ts';
import type { LoraShape } from '../model/architecture.ts';
import { architectureOf } from '../model/decoder_shape.ts';
import { parameterCount } from '../model/parameters.ts';
import { weightMemory } from '../model/weight_memory.ts';

/** The adapters that the card counts: the paper's on TL;DR (appendix B.2). */
export const CARD_LORA = { rank: 8, alpha: 32 } as const;

export interface ModelCard {
  readonly type: string;
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly tiedHead: boolean;
  /** Rows of the embedding. */
  readonly vocabulary: number;
  readonly tokens: number;
  /** Id. */
  readonly endToken: number;
  /** Tokens. */
  readonly context: number;
  readonly runLength: number;
  /** Number formats of the file. */
  readonly formats: readonly string[];
  /** Files on disk; weights, gradient and optimiser of a run. */
  readonly bytes: { readonly files: number; readonly full: number; readonly lora: number };
  readonly loraParameters: number;
  readonly notes: readonly string[];
  /** Of the adapter that is merged into it. */
  readonly adapter?: LoraShape;
}

export function modelCard(plan: ModelPlan): ModelCard {
  const { config, tokenizer } = plan;
  const { contextLimit, kvHeads, tiedHead } = architectureOf(config);
  const adapted = { ...config, lora: { ...CARD_LORA, targets: loraTargets(config, 'attention') } };
  return {
    type: plan.modelType,
    parameters: plan.parameterCount,
    layers: config.layers,
    width: config.width,
    heads: config.heads,
    kvHeads,
    vocabulary: config.vocabSize,
    tokens: tokenizer.completionTokens.length,
    context: contextLimit,
    runLength: config.contextLength,
    tiedHead,
    formats: plan.formats,
    endToken: tokenizer.eos,
    bytes: { files: plan.fileBytes, full: weightMemory(config), lora: weightMemory(adapted) },
    loraParameters: parameterCount(adapted),
    notes: plan.notes,
    adapter: plan.adapter,
  };
}
