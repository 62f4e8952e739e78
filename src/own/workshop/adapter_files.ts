// Files of a model and of an adapter beside it, told apart as they were given together.
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from '../../formats/hugging_face/adapter_names.ts';
import { CONFIG, INDEX, WEIGHTS } from '../../formats/hugging_face/folder.ts';
import type { NamedBlob, OwnModelFiles } from './own_setup.ts';

const OF_ADAPTER = [ADAPTER_CONFIG, ADAPTER_WEIGHTS];
const OF_MODEL = [CONFIG, WEIGHTS, INDEX];

const among = (names: readonly string[]) => (file: NamedBlob) => names.includes(file.name);

/** An adapter's folder has copies of the tokenizer's files; those of the model count. Without a model `files` is empty. */
export function adapterApart(given: readonly NamedBlob[]): Pick<OwnModelFiles, 'files' | 'adapter'> {
  const adapter = given.filter(among(OF_ADAPTER));
  if (adapter.length === 0) return { files: given };
  const folders = adapter.map(({ folder }) => folder);
  const modelParts = given.filter(among(OF_MODEL));
  const isBeside = ({ folder }: NamedBlob) => !folders.includes(folder);
  const others = given.filter((file) => !adapter.includes(file));
  if (modelParts.length === 0) return { files: [], adapter };
  return { files: modelParts.every(isBeside) ? others.filter(isBeside) : others, adapter };
}
