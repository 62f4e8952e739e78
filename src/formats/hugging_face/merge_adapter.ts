// A model with a PEFT adapter beside it: the adapter is merged, so that whatever starts from the model starts from both.
import { wholeValues } from '../../model/lora.ts';
import { parameterViews } from '../../model/parameters.ts';
import type { ByteSource } from '../byte_source.ts';
import { importAdapter } from './import_adapter.ts';
import type { ModelPlan, Problems } from './imported_model.ts';

/** The plan of both, or why the adapter is not one for this model. An adapter is small, so it is read now. */
export async function withAdapter(
  plan: ModelPlan,
  files: readonly ByteSource[],
): Promise<ModelPlan | Problems> {
  const adapter = await importAdapter(files, plan.config);
  if ('problems' in adapter) return adapter;
  const { lora, parameters, madeFor } = adapter;
  const notes = [
    ...plan.notes,
    ...adapter.notes,
    ...(madeFor === undefined
      ? []
      : [`The adapter names ${madeFor} as its base. Only its shapes were compared with this model.`]),
  ];
  return {
    ...plan,
    notes,
    adapter: lora,
    async read(progress) {
      const model = await plan.read(progress);
      if ('problems' in model) return model;
      const { config, provenance } = model;
      const values = wholeValues({ ...config, lora }, { ...parameters, frozen: model.parameters });
      return {
        ...model,
        parameters: { views: parameterViews(config), values },
        notes,
        provenance: { ...provenance, files: [...provenance.files, ...adapter.files] },
      };
    },
  };
}
