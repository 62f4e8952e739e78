// What becomes of a fixture's folder when it is imported.
import { sourceOfBytes } from '../../src/formats/byte_source.ts';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import type { ImportedModel, ImportOptions } from '../../src/formats/hugging_face/imported_model.ts';
import type { Files } from './fixture_folder.ts';

export const sources = (files: Files) => Array.from(files, ([name, bytes]) => sourceOfBytes(name, bytes));

export async function imported(files: Files, options: ImportOptions = {}): Promise<ImportedModel> {
  const result = await importModel(sources(files), options);
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result;
}

export const refusal = async (files: Files, options: ImportOptions = {}) => {
  const result = await importModel(sources(files), options);
  return 'problems' in result ? result.problems.map(({ message }) => message).join('\n') : 'imported';
};
