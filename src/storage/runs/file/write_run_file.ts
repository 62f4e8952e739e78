// Packs a run. States are noise to deflate, so they are stored as they are.
import { strToU8, type Zippable, type ZippableFile, zipSync } from 'fflate';
import { splitJsonWithTensors } from '../../../formats/json_with_tensors.ts';
import { digestOf } from '../../../session/journal/run_piece.ts';
import { inputPart, piecePart, RUN_FILE_LIMITS, RUN_JSON, type RunFile, type RunIndex } from './run_file.ts';

/** @param sheets tables and reports for people, by name: nobody reads them back. */
export function writeRunFile(
  { kept, pieces, inputs, origin }: RunFile,
  sheets: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  const parts: RunIndex['parts'] = {};
  const put = (name: string, bytes: Uint8Array, level: 0 | 6 = 6) => {
    parts[name] = { sha256: digestOf(bytes) };
    files[name] = [bytes, { level }] satisfies ZippableFile;
  };
  for (const { index, history, groups, state } of pieces) {
    put(piecePart(index, 'history.json'), history);
    const sampled = splitJsonWithTensors(groups, `groups of piece ${index}`);
    put(piecePart(index, 'groups.json'), sampled.json);
    put(piecePart(index, 'groups.safetensors'), sampled.tensors);
    if (!state) continue;
    const { json, tensors } = splitJsonWithTensors(state, `state of piece ${index}`);
    put(piecePart(index, 'state.json'), json);
    put(piecePart(index, 'state.safetensors'), tensors, 0);
  }
  for (const [name, bytes] of Object.entries(inputs)) put(inputPart(name), bytes);
  for (const [name, text] of Object.entries(sheets)) put(name, strToU8(text));
  const { length } = Object.keys(files);
  if (length >= RUN_FILE_LIMITS.entries)
    throw new Error(`invalid run: ${length} parts (expected fewer than ${RUN_FILE_LIMITS.entries})`);
  const index = { ...kept, ...origin, parts };
  // First, so that whoever looks into the file sees it first.
  return zipSync({ [RUN_JSON]: strToU8(`${JSON.stringify(index, null, 1)}\n`), ...files });
}
