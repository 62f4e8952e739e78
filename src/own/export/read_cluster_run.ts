// The way back: what a cluster has written of a run, as points of the same frontier. Nobody vouches for the files, and
// nothing here has computed the points, so whoever draws them says that.
import * as v from 'valibot';
import type { RunConfig } from '../../config/schema.ts';
import { storedConfigSchema } from '../../config/stored_config.ts';
import { reasonOf } from '../../errors/reason.ts';
import { type ByteSource, wholeOf } from '../../formats/byte_source.ts';
import { FileError, type FileProblem, problemOf } from '../../formats/hugging_face/folder.ts';
import { repeatedKey } from '../../formats/json_keys.ts';
import { METHOD_NAMES } from '../../objectives/index.ts';
import { type ClusterPoint, readMetrics } from './read_metrics.ts';
import { CLUSTER_SCHEMA, CLUSTER_VERSION } from './run_json.ts';

export interface ReturnedRun {
  /** Settings with which it left. */
  readonly config: RunConfig;
  readonly method: RunConfig['method'];
  readonly step: number;
  readonly round: number;
  /** Its last step on the page; later points are a cluster's. Absent: no cluster has gone on with it. */
  readonly leftAtStep?: number;
  /** What computed it last, as the file says. */
  readonly computedOn: string;
  readonly points: readonly ClusterPoint[];
}

const RUN = 'run.json';
const METRICS = 'metrics.csv';
const MOST_BYTES = 1 << 24;

const text = (longest: number) =>
  v.pipe(v.string('text'), v.maxLength(longest, `at most ${longest} characters`));
const WHOLE = 'a whole number of 0 or more';
const count = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE));

/** Fields that a page reads; a script may add others. */
const runSchema = v.object({
  schema: v.literal(CLUSTER_SCHEMA, CLUSTER_SCHEMA),
  version: v.pipe(
    count,
    v.minValue(1, 'a version'),
    v.maxValue(CLUSTER_VERSION, `at most ${CLUSTER_VERSION}: open it with a newer page`),
  ),
  method: v.picklist(METHOD_NAMES, 'a method'),
  gamma: v.pipe(v.number('a number'), v.minValue(0.01, '0.01..100'), v.maxValue(100, '0.01..100')),
  step: count,
  round: count,
  continued_from_step: v.optional(count),
  computed_on: text(200),
  config: storedConfigSchema,
});

/** The only file of this name, in whatever folder. */
function fileNamed(files: readonly ByteSource[], name: string): ByteSource {
  const found = files.filter((file) => file.name === name || file.name.endsWith(`/${name}`));
  if (found.length === 1) return found[0];
  throw new FileError(
    name,
    found.length === 0
      ? `${name} is missing (expected the folder brain/ of a run)`
      : `${found.length} files are named ${name} (expected one run)`,
  );
}

async function contentOf(file: ByteSource): Promise<string> {
  const { name, size } = file;
  if (size > MOST_BYTES)
    throw new FileError(name, `invalid ${name}: ${size} bytes (expected at most ${MOST_BYTES})`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await wholeOf(file));
  } catch {
    throw new FileError(name, `invalid ${name}: not UTF-8 (expected text)`);
  }
}

function readRun(content: string): v.InferOutput<typeof runSchema> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new Error(`invalid ${RUN}: no JSON (expected an object)`);
  }
  const repeated = repeatedKey(content);
  if (repeated !== undefined)
    throw new Error(`invalid ${RUN}: ${repeated.slice(0, 80)} twice (expected distinct keys)`);
  const parsed = v.safeParse(runSchema, Array.isArray(json) ? undefined : json, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue)?.slice(0, 80) ?? 'the whole';
    throw new Error(`invalid ${RUN}: ${where} (expected ${issue.message.slice(0, 160)})`);
  }
  const { step, gamma, config, continued_from_step: left = 0 } = parsed.output;
  if (left > step)
    throw new Error(`invalid ${RUN}: continued_from_step ${left} (expected at most its step, ${step})`);
  if (gamma !== config.gamma)
    throw new Error(
      `invalid ${RUN}: gamma ${gamma} (expected ${config.gamma}, with which the run left: alpha is of that one)`,
    );
  return parsed.output;
}

function named<Value>(file: ByteSource, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new FileError(file.name, reasonOf(error));
  }
}

/** The run, or why it is none: every problem names a file, a field and what is expected. */
export async function readClusterRun(
  files: readonly ByteSource[],
): Promise<ReturnedRun | { readonly problems: readonly FileProblem[] }> {
  try {
    const [runFile, metricsFile] = [fileNamed(files, RUN), fileNamed(files, METRICS)];
    const content = await contentOf(runFile);
    const run = named(runFile, () => readRun(content));
    const table = await contentOf(metricsFile);
    const points = named(metricsFile, () => readMetrics(table, run.step));
    return {
      config: run.config,
      method: run.method,
      step: run.step,
      round: run.round,
      ...(run.continued_from_step === undefined ? {} : { leftAtStep: run.continued_from_step }),
      computedOn: run.computed_on,
      points,
    };
  } catch (error) {
    if (error instanceof FileError) return { problems: [problemOf(error)] };
    throw error;
  }
}
