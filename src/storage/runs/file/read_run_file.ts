// Reads a run from a zip that may be damaged, made up, or of another version. What comes out can be kept, shown and gone
// on with; what does not is refused with a sentence.
import * as v from 'valibot';
import { reasonOf } from '../../../errors/reason.ts';
import { joinJsonWithTensors } from '../../../formats/json_with_tensors.ts';
import { readZip } from '../../../formats/zip.ts';
import { resumedCheckpoint } from '../../../session/journal/resumed_checkpoint.ts';
import { readHistory } from '../../../session/journal/run_history.ts';
import { INPUT_NAMES, type InputFiles, readInputs } from '../../../session/journal/run_inputs.ts';
import { digestOf } from '../../../session/journal/run_piece.ts';
import { quoted } from '../../../settings/parse.ts';
import { taskOf } from '../../../tasks/index.ts';
import { KEPT_SCHEMA, KEPT_VERSION, type KeptRun, type PieceEntry, readKeptRun } from '../kept_run.ts';
import type { IndexedPiece } from '../run_store.ts';
import {
  inputPart,
  piecePart,
  RUN_FILE_LIMITS,
  RUN_JSON,
  type RunFile,
  type RunIndex,
  runIndexSchema,
} from './run_file.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Programs that pack a folder put its name before the parts. */
const PART = /^(?:[^/]*\/)?(?:run\.json|pieces\/\d+\/\w+\.(?:json|safetensors)|inputs\/.+)$/;

/** Events of one kind in a file; each of them costs a look at those before. */
const MOST_EVENTS = 20_000;

/** Throws a sentence that begins with `invalid run file`. */
export function readRunFile(bytes: Uint8Array): RunFile {
  try {
    return readParts(new Parts(readZip(bytes, (name) => PART.test(name), RUN_FILE_LIMITS)));
  } catch (error) {
    throw new Error(`invalid run file: ${reasonOf(error)}`);
  }
}

/** The parts of a run, each checked by its digest. */
export class Parts {
  private readonly folder: string;
  digests: RunIndex['parts'] = {};

  constructor(private readonly entries: ReadonlyMap<string, Bytes>) {
    const found = [...entries.keys()].filter((name) => name === RUN_JSON || name.endsWith(`/${RUN_JSON}`));
    if (found.length !== 1)
      throw new Error(`${found.length === 0 ? 'no' : found.length} ${RUN_JSON} (expected one)`);
    this.folder = found[0].slice(0, -RUN_JSON.length);
  }

  /** Not checked: nothing tells its digest. */
  get index(): Bytes {
    return this.entries.get(this.folder + RUN_JSON)!;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.digests, name);
  }

  take(name: string): Bytes {
    const bytes = this.entries.get(this.folder + name);
    if (!bytes || !this.has(name)) throw new Error(`${name} is missing (expected it beside ${RUN_JSON})`);
    const found = digestOf(bytes);
    const { sha256 } = this.digests[name];
    if (found !== sha256)
      throw new Error(
        `${name} is damaged: its digest is ${found.slice(0, 12)} (expected ${sha256.slice(0, 12)})`,
      );
    return bytes;
  }
}

/** From the parts to the run. Throws a sentence. */
export function readParts(parts: Parts): RunFile {
  const json = parsedIndex(parts.index);
  const { parts: digests, ...origin } = checkedIndex(json);
  parts.digests = digests;
  const kept = keptRun(json);
  const pieces = kept.pieces.map((entry) => filedPiece(parts, entry));
  checkPieces(kept, pieces);
  const inputs = inputsOf(parts);
  readInputs(inputs);
  return { kept: keptAs(kept, pieces), pieces, inputs, origin };
}

function parsedIndex(bytes: Bytes): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error(`${RUN_JSON} is damaged (expected JSON)`);
  }
  const { schema, version, playground } = (json ?? {}) as Record<string, unknown>;
  if (schema !== KEPT_SCHEMA)
    throw new Error(`${RUN_JSON} has schema ${quoted(schema)} (expected ${KEPT_SCHEMA})`);
  if (typeof version === 'number' && version > KEPT_VERSION)
    throw new Error(
      `version ${version}, saved by BRAIn Playground ${quoted(playground)} (expected at most ${KEPT_VERSION}: open it with that page or a newer one)`,
    );
  return json as Record<string, unknown>;
}

function checkedIndex(json: unknown): RunIndex {
  const parsed = v.safeParse(runIndexSchema, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(
    `${v.getDotPath(issue)?.slice(0, 80) ?? 'the whole'} of ${RUN_JSON} (expected ${issue.message.slice(0, 80)})`,
  );
}

function keptRun(json: unknown): KeptRun {
  try {
    return readKeptRun(json);
  } catch (error) {
    throw new Error(`${RUN_JSON}: ${reasonOf(error)}`);
  }
}

function filedPiece(parts: Parts, { index }: PieceEntry): IndexedPiece {
  const join = (part: 'groups' | 'state') =>
    joinJsonWithTensors({
      json: parts.take(piecePart(index, `${part}.json`)),
      tensors: parts.take(piecePart(index, `${part}.safetensors`)),
    });
  const history = parts.take(piecePart(index, 'history.json'));
  const groups = join('groups');
  const state = parts.has(piecePart(index, 'state.json')) ? join('state') : undefined;
  return {
    index,
    history,
    groups,
    state,
    digests: { history: digestOf(history), groups: digestOf(groups), state: state && digestOf(state) },
  };
}

/** Reads what will be read later, so that a run that is in the list can be shown and gone on with. */
function checkPieces({ config, status }: KeptRun, pieces: readonly IndexedPiece[]): void {
  const events = new Map<string, number>();
  for (const { index, history } of pieces)
    for (const { type } of named(piecePart(index, 'history.json'), () => readHistory(history)).events) {
      const count = 1 + (events.get(type) ?? 0);
      if (count > MOST_EVENTS)
        throw new Error(`more than ${MOST_EVENTS} events ${type} (expected at most ${MOST_EVENTS})`);
      events.set(type, count);
    }
  const last = pieces.findLastIndex(({ state }) => state);
  if (last < 0) throw new Error('no state (expected one to go on from)');
  const { state, index } = pieces[last];
  const resumption = {
    state: state!,
    groups: pieces.slice(0, last + 1).map(({ groups }) => groups),
    nextIndex: index + 1,
    config,
    frontierKnown: status === 'finished',
  };
  // Whether the state of an own run fits its files is seen once these are given.
  if (config.task !== 'own') resumedCheckpoint(resumption, taskOf(config), config);
}

function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${name}: ${reasonOf(error)}`);
  }
}

function inputsOf(parts: Parts): InputFiles {
  const names = INPUT_NAMES.filter((name) => parts.has(inputPart(name)));
  return Object.fromEntries(names.map((name) => [name, parts.take(inputPart(name))]));
}

/** The record, with the sizes of what is there, as a browser keeps it that has just got it. */
function keptAs({ removedMs: _, ...kept }: KeptRun, pieces: readonly IndexedPiece[]): KeptRun {
  return {
    ...kept,
    pinned: false,
    pieces: kept.pieces.map((entry, i) => {
      const { history, groups, state } = pieces[i];
      const stateBytes = state?.length ?? 0;
      return { ...entry, bytes: history.length + groups.length + stateBytes, stateBytes };
    }),
  };
}
