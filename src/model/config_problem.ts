// Why no model is of a configuration. Nothing is allocated: a file may ask for any size.
import { loraTargets } from './adapters.ts';
import type { LoraShape } from './architecture.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';

const MOST_RANK = 64;
const MOST_WIDTH = 1 << 17;
const positive = (value: number) => value > 0 && value < Number.POSITIVE_INFINITY;
const whole = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;

function architectureProblem(config: ModelConfig): string | undefined {
  const { heads, layers, contextLength } = config;
  const { norm, positions, contextLimit, kvHeads, headWidth, attentionScale, windows, mlp } =
    architectureOf(config);
  if (!(contextLength <= contextLimit))
    return `contextLength ${contextLength} (expected at most ${contextLimit}, the model's own)`;
  if (!whole(heads, MOST_WIDTH) || !whole(kvHeads, heads) || heads % kvHeads !== 0)
    return `kvHeads ${kvHeads} (expected a divisor of the ${heads} heads)`;
  if (!whole(headWidth, MOST_WIDTH) || (positions.kind === 'rotary' && headWidth % 2 !== 0))
    return `headWidth ${headWidth} (expected a whole number${positions.kind === 'rotary' ? ', even for rotary positions' : ''})`;
  if (!whole(mlp.width, MOST_WIDTH)) return `mlp.width ${mlp.width} (expected 1..${MOST_WIDTH})`;
  if (!positive(norm.epsilon)) return `norm.epsilon ${norm.epsilon} (expected a positive number)`;
  if (!positive(attentionScale)) return `attentionScale ${attentionScale} (expected a positive number)`;
  if (windows && windows.length !== layers)
    return `windows of ${windows.length} layers (expected one for each of ${layers})`;
  const window = windows?.find((w) => !Number.isInteger(w) || w < 0);
  return window === undefined ? undefined : `window ${window} (expected a whole number of 0 or more)`;
}

function loraProblem(config: ModelConfig, { rank, alpha, targets }: LoraShape): string | undefined {
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= MOST_RANK))
    return `LoRA rank ${rank} (expected 1..${MOST_RANK})`;
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) return `LoRA alpha ${alpha} (expected above 0)`;
  const known = loraTargets(config, 'linear');
  const odd = targets.find((target) => !known.includes(target));
  if (odd !== undefined || targets.length === 0)
    return `LoRA target ${odd ?? '(none)'} (expected ${known.join(', ')})`;
  return undefined;
}

/** Far beyond what anything here trains, and well within what an index of 32 bits can address. */
const MOST = { vocabSize: 1 << 20, contextLength: 1 << 16, width: 1 << 14, layers: 1 << 10 } as const;

/** Why no transformer has these sizes; undefined if one may. Allocates nothing. */
export function modelConfigProblem(config: ModelConfig): string | undefined {
  const { width, heads, vocabSize, contextLength, allowed = [] } = config;
  for (const [name, most] of Object.entries(MOST)) {
    const value = config[name as keyof typeof MOST];
    if (!(value >= 1 && value <= most)) return `${name} ${value} (expected 1..${most})`;
  }
  if (!(heads >= 1) || (!config.architecture && width % heads !== 0))
    return `heads ${heads} (expected a divisor of the width ${width})`;
  const problem = architectureProblem(config) ?? (config.lora && loraProblem(config, config.lora));
  if (problem) return problem;
  if (allowed.length > contextLength)
    return `allowed tokens at ${allowed.length} positions (expected at most ${contextLength})`;
  for (const tokens of allowed) {
    if (!tokens) continue;
    if (tokens.length === 0) return 'no allowed token at a position (expected at least one)';
    const odd = tokens.find((token) => token >= vocabSize);
    if (odd !== undefined) return `allowed token ${odd} (expected fewer than ${vocabSize})`;
  }
  return undefined;
}
