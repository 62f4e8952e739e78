// The moments as torch.optim.AdamW has them. The page climbs and PyTorch descends, so that its first moment is minus
// ours. With the wrong sign loss and gradient norm still agree, and only the update is wrong.
import { namedTensors, valueHeadTensors } from '../../formats/hugging_face/named_tensors.ts';
import { type Tensor, writeSafetensors } from '../../formats/safetensors.ts';
import type { AdamWState } from '../../model/adamw.ts';
import type { ModelConfig } from '../../model/config.ts';

/** `exp_avg.<name>` and `exp_avg_sq.<name>` for every parameter that is trained. */
export function optimizerFile(config: ModelConfig, { step, first, second }: AdamWState) {
  const tensors = new Map<string, Tensor>();
  const descending = first.map((moment) => -moment);
  for (const [kind, moments] of [
    ['exp_avg', descending],
    ['exp_avg_sq', second],
  ] as const)
    for (const part of [namedTensors(config, moments), valueHeadTensors(config, moments)])
      for (const [name, tensor] of part) tensors.set(`${kind}.${name}`, tensor);
  return writeSafetensors(tensors, { direction: 'descent', step: String(step) });
}
