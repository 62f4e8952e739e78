// Reads a setup's files again, wherever its runs are computed, and makes them known there.
import { sourceOfBlob } from '../../formats/byte_source.ts';
import { importModel } from '../../formats/hugging_face/import_model.ts';
import type { ImportedModel } from '../../formats/hugging_face/imported_model.ts';
import { recordOf } from '../../formats/hugging_face/provenance.ts';
import { rememberBundle } from '../bundles.ts';
import { readData } from '../data/read_data.ts';
import { makeBundle } from '../make_bundle.ts';
import type { ResponseScorer } from '../reward/response_scorer.ts';
import { type OwnNeeds, ownNeeds } from './own_needs.ts';
import type { NamedBlob, OwnModelFiles, OwnSetup } from './own_setup.ts';

export const sourceOf = ({ name, blob }: NamedBlob) => sourceOfBlob(name, blob);

/** Problems of files as one sentence each. */
const problemSentences = (
  problems: readonly { readonly file: string; readonly message: string }[],
): string[] =>
  problems.map(({ file, message }) => (message.includes(file) ? message : `${file}: ${message}`));

/** A model's files as `importModel` takes them. */
export const importArguments = ({ files, adapter, endToken }: OwnModelFiles) =>
  [files.map(sourceOf), { adapter: adapter?.map(sourceOf), endToken }] as const;

async function readModel(given: OwnModelFiles, runLength: number): Promise<ImportedModel> {
  const [files, options] = importArguments(given);
  const model = await importModel(files, { ...options, runLength });
  if ('problems' in model) throw new Error(problemSentences(model.problems).join('\n'));
  return model;
}

export interface OpenedSetup {
  readonly id: string;
  readonly notes: readonly string[];
  /** What is kept with its runs. */
  readonly needs: OwnNeeds;
}

/** The fingerprint under which settings name it, and notes in sentences. Throws a sentence. */
export async function openSetup(setup: OwnSetup, scorer: ResponseScorer): Promise<OpenedSetup> {
  const { model: files, data: file, plan, reward, figures } = setup;
  const model = await readModel(files, plan.length);
  const data = await readData(sourceOf(file));
  const { bundle, notes } = await makeBundle({ model, data, plan, scorer, reward, figures });
  rememberBundle(bundle);
  const needs = ownNeeds(setup, bundle.files, await recordOf(sourceOf(file)));
  return { id: bundle.id, notes, needs };
}
