// The safetensors files of a model: one, or shards that an index names. Every shard is present, and every tensor is in the
// shard that the index says, once.
import { reasonOf } from '../../errors/reason.ts';
import type { ByteSource } from '../byte_source.ts';
import { openSafetensors, type SafetensorsFile } from '../safetensors_file.ts';
import { FileError, type Folder, INDEX, jsonOf, WEIGHTS } from './folder.ts';

async function opened(source: ByteSource): Promise<SafetensorsFile> {
  try {
    return await openSafetensors(source);
  } catch (error) {
    throw new FileError(source.name, reasonOf(error));
  }
}

/** Name of the shard of each tensor. */
async function readIndex(source: ByteSource): Promise<ReadonlyMap<string, string>> {
  const { weight_map: map } = await jsonOf(source);
  const isMap = typeof map === 'object' && map !== null && !Array.isArray(map);
  const entries = isMap ? Object.entries(map) : [];
  const odd = entries.find(([, shard]) => typeof shard !== 'string' || !shard.endsWith('.safetensors'));
  if (!isMap || odd)
    throw new FileError(
      INDEX,
      `invalid ${INDEX}: weight_map${odd ? ` of ${odd[0]}` : ''} (expected a file of safetensors for each tensor)`,
    );
  return new Map(entries as [string, string][]);
}

async function shardsOf(folder: Folder, index: ByteSource): Promise<SafetensorsFile[]> {
  const shardOf = await readIndex(index);
  const names = [...new Set(shardOf.values())].sort();
  const missing = names.find((name) => !folder.has(name));
  if (missing !== undefined) throw new FileError(missing, `${missing} is missing (named by ${INDEX})`);
  const shards = await Promise.all(names.map((name) => opened(folder.get(name)!)));
  const found = new Set<string>();
  for (const { source, entries } of shards) {
    for (const { name } of entries) {
      const expected = shardOf.get(name);
      if (expected !== source.name)
        throw new FileError(
          source.name,
          `invalid ${source.name}: holds ${name} (expected ${expected === undefined ? `only tensors that ${INDEX} names` : `in ${expected}, as ${INDEX} says`})`,
        );
      found.add(name);
    }
  }
  for (const [name, shard] of shardOf)
    if (!found.has(name))
      throw new FileError(shard, `invalid ${shard}: ${name} is not in it (expected, as ${INDEX} says)`);
  return shards;
}

/** The files of the weights, opened. Throws a `FileError`. */
export async function weightFiles(folder: Folder): Promise<readonly SafetensorsFile[]> {
  const [single, index] = [folder.get(WEIGHTS), folder.get(INDEX)];
  if (single && index)
    throw new FileError(INDEX, `${WEIGHTS} and ${INDEX} are both there (expected one of them)`);
  const files = index ? await shardsOf(folder, index) : [await opened(single!)];
  const read = new Set(files.map(({ source }) => source.name));
  const surplus = [...folder.keys()].find((name) => /^model.*\.safetensors$/.test(name) && !read.has(name));
  if (surplus !== undefined)
    throw new FileError(
      surplus,
      `${surplus} belongs to no model (expected only what ${index ? INDEX : WEIGHTS} holds)`,
    );
  return files;
}
