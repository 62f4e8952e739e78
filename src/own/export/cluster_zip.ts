// The folder of a run as one zip.
import { type Zippable, zipSync } from 'fflate';
import type { WrittenFile } from '../../formats/hugging_face/written_file.ts';

/** Weights hardly shrink. */
const levelOf = (name: string) => (name.endsWith('.safetensors') ? 0 : 6);

/** @param folder name of the folder that the files come in. */
export function clusterZip(files: readonly WrittenFile[], folder: string): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ name, bytes }): [string, Zippable[string]] => [
    `${folder}/${name}`,
    [bytes, { level: levelOf(name) }],
  ]);
  return new Uint8Array(zipSync(Object.fromEntries(entries)));
}
