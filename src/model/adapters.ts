// Low-rank adapters (Hu et al. 2021): y = x W + (alpha / r) (x A^T) B^T with a frozen W. Names, shapes and first values
// are those of the library PEFT, so that adapters go to and from it.
import type { LoraShape } from './architecture.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';
import { type Projection, projectionsOf } from './projections.ts';

/** Which modules get adapters: those that make queries and values (with keys where they are one module), or all. */
export type LoraReach = 'attention' | 'linear';

export function loraTargets(config: ModelConfig, reach: LoraReach): readonly string[] {
  const modules = [...new Set(projectionsOf(config).map(({ module }) => module))];
  if (reach === 'linear') return modules;
  return architectureOf(config).family === 'gpt2' ? ['c_attn'] : ['q_proj', 'v_proj'];
}

/** An adapter of one linear map of a block. */
export interface Adapter extends Projection {
  /** Name of the matrix in the model: `h.0.attn.c_attn`. */
  readonly weight: string;
  /** Name of [r, inner]. */
  readonly a: string;
  /** Name of [columns, r]. */
  readonly b: string;
}

export function adaptersOf(config: ModelConfig): readonly Adapter[] {
  const { lora, layers } = config;
  if (!lora) return [];
  const chosen = projectionsOf(config).filter(({ module }) => lora.targets.includes(module));
  return Array.from({ length: layers }, (_, l) =>
    chosen.map((projection): Adapter => {
      const [part] = projection.matrix.split('.');
      const name = `h.${l}.${part}.${projection.module}`;
      const weight = `h.${l}.${projection.matrix}`;
      return { ...projection, weight, a: `${name}.lora_A.weight`, b: `${name}.lora_B.weight` };
    }),
  ).flat();
}

/** The model under the adapters, whose parameters stay as they are. */
export function frozenConfig({ lora: _, valueHead: __, ...config }: ModelConfig): ModelConfig {
  return config;
}

export const loraScale = ({ rank, alpha }: LoraShape): number => alpha / rank;
