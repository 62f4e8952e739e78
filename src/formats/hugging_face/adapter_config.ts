// adapter_config.json of PEFT. Its options change what an adapter computes and grow with each release, so that every one
// that is not known here must be off.
import { loraTargets } from '../../model/adapters.ts';
import type { LoraShape } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { modelConfigProblem } from '../../model/config_problem.ts';
import { ConfigFields, shown } from './config_fields.ts';

/** Bookkeeping, and options of options that are off. */
const HARMLESS = [
  'auto_mapping',
  'fan_in_fan_out', // how the base's matrices lie, which its own type says
  'inference_mode',
  'megatron_core',
  'peft_version',
  'qalora_group_size',
  'revision',
  'runtime_config',
  'layers_pattern',
  'ensure_weight_tying',
];

/** First values of an adapter that leave the base as it is. */
const PLAIN_STARTS = [true, false, 'gaussian', 'orthogonal'];

/** The shape for a base, or sentences that say what is wrong. */
export function readAdapterConfig(
  json: Readonly<Record<string, unknown>>,
  base: ModelConfig,
):
  | { readonly lora: LoraShape; readonly notes: readonly string[]; readonly madeFor?: string }
  | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const fields = new ConfigFields(json, problems);
  if (fields.get('peft_type') !== 'LORA') fields.unsupported('peft_type', '"LORA"');
  fields.only('task_type', 'CAUSAL_LM');
  fields.only('bias', 'none');
  fields.only('init_lora_weights', ...PLAIN_STARTS);
  fields.pass(HARMLESS);
  const rank = fields.size('r');
  const alpha = fields.positive('lora_alpha');
  const targets = fields.get('target_modules');
  const known = loraTargets(base, 'linear');
  if (!Array.isArray(targets) || targets.length === 0 || targets.some((target) => !known.includes(target)))
    fields.unsupported('target_modules', `a list of ${known.join(', ')}`);
  const madeFor = fields.get('base_model_name_or_path');
  const dropout = Number(fields.get('lora_dropout') ?? 0);
  for (const name of fields.rest())
    fields.only(name, ...(typeof fields.get(name) === 'boolean' ? [false] : []));
  if (problems.length > 0) return { problems };
  const lora = { rank, alpha, targets: targets as string[] };
  const problem = modelConfigProblem({ ...base, lora });
  if (problem) return { problems: [`invalid adapter_config.json: ${problem}`] };
  return {
    lora,
    notes: dropout > 0 ? [`No dropout here: lora_dropout ${shown(dropout)} is not used.`] : [],
    ...(typeof madeFor === 'string' && madeFor !== '' && { madeFor }),
  };
}
