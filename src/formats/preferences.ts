// Preference data as JSON lines, {"prompt": "...", "chosen": "...", "rejected": "..."}: the format of public sets.
// One wrong line refuses them all, and each problem is named with its line.
import * as v from 'valibot';
import { reasonOf } from '../errors/reason.ts';
import { quoted } from '../settings/parse.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Prompt, RunTask, Task } from '../tasks/task.ts';
import { allowedAt } from '../tokenizer/allowed_tokens.ts';

export interface LineProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedPreferences =
  | { readonly preferences: readonly Preference[] }
  | { readonly problems: readonly LineProblem[] };

/** Problems beyond these are counted and not listed. */
const MOST_PROBLEMS = 50;
const LONGEST_LINE = 1_000_000;
/** Cuts messages, because they quote what was pasted. */
const LONGEST_MESSAGE = 240;

const lineSchema = v.strictObject({ prompt: v.string(), chosen: v.string(), rejected: v.string() });

function parseLine(text: string): v.InferOutput<typeof lineSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`not JSON: ${quoted(text)}`);
  }
  // The schema takes an array for an object without the fields.
  const parsed = v.safeParse(lineSchema, Array.isArray(json) ? undefined : json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue);
  if (!field)
    throw new Error(`invalid line: ${quoted(json)} (expected an object with prompt, chosen and rejected)`);
  if (issue.expected === 'never')
    throw new Error(`unknown field: ${quoted(field)} (expected prompt, chosen, rejected)`);
  throw new Error(
    issue.input === undefined
      ? `${field} is missing`
      : `invalid ${field}: ${quoted(issue.input)} (expected text)`,
  );
}

/** The training prompt with this text. A task with one prompt also takes an empty text for it. */
function findPrompt(task: Task, byText: ReadonlyMap<string, Prompt>, text: string): Prompt {
  const normal = text.trim().split(/\s+/).join(' ');
  const only = byText.size === 1 && normal === '' ? [...byText.values()][0] : undefined;
  const prompt = only ?? byText.get(normal);
  if (!prompt)
    throw new Error(
      `unknown prompt: ${quoted(text)} (expected one of the training prompts of ${task.name}: of others the facts are not known, so nothing could be scored)`,
    );
  return prompt;
}

function readResponse(task: Task, field: 'chosen' | 'rejected', text: string): number[] {
  const { tokenizer, maxCompletionTokens, allowedTokens } = task;
  if (text.trim() === '') throw new Error(`invalid ${field}: (empty) (expected a response)`);
  let words: number[];
  try {
    words = tokenizer.encode(text);
  } catch (error) {
    throw new Error(`invalid ${field}: ${messageOf(error)}`);
  }
  const tokens = [...words, tokenizer.eos];
  if (tokens.length > maxCompletionTokens)
    throw new Error(`invalid ${field}: ${words.length} words (expected at most ${maxCompletionTokens - 1})`);
  const odd = tokens.findIndex((token, t) => !allowedAt(allowedTokens, t).includes(token));
  if (tokens[odd] === tokenizer.eos)
    throw new Error(`invalid ${field}: ${words.length} words (expected ${allowedTokens.length - 1})`);
  if (odd >= 0)
    throw new Error(`invalid ${field}: ${quoted(tokenizer.piece(tokens[odd]))} at position ${odd}`);
  return tokens;
}

function messageOf(error: unknown): string {
  const message = reasonOf(error);
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

const known = new WeakMap<Task, ReadonlyMap<string, Prompt>>();

/** The training prompts by their texts. */
function promptsOf(task: Task): ReadonlyMap<string, Prompt> {
  const prompts =
    known.get(task) ?? new Map(task.prompts('train').map((prompt) => [prompt.text, prompt] as const));
  known.set(task, prompts);
  return prompts;
}

/** Reads line after line, and never throws. Skips blank lines, and the byte-order mark that some editors write. */
export class PreferenceReader {
  /** Lines so far, and those that are wrong. */
  lines = 0;
  wrong = 0;
  private readonly preferences: Preference[] = [];
  private readonly problems: LineProblem[] = [];
  private readonly byText: ReadonlyMap<string, Prompt>;

  constructor(private readonly task: Task) {
    this.byText = promptsOf(task);
  }

  line(raw: string): void {
    this.lines++;
    // Trims a byte-order mark too.
    const written = raw.trim();
    if (written === '') return;
    try {
      const preference = this.preferenceOf(written);
      // One wrong line refuses all, so no other needs room.
      if (this.wrong === 0) this.preferences.push(preference);
    } catch (error) {
      this.preferences.length = 0;
      this.wrong++;
      if (this.wrong <= MOST_PROBLEMS + 1)
        this.problems.push({ line: this.lines, message: messageOf(error) });
    }
  }

  private preferenceOf(written: string): Preference {
    if (written.length > LONGEST_LINE)
      throw new Error(`invalid line: ${written.length} characters (expected at most ${LONGEST_LINE})`);
    const { task } = this;
    const line = parseLine(written);
    const prompt = findPrompt(task, this.byText, line.prompt);
    const [chosen, rejected] = (['chosen', 'rejected'] as const).map((field) =>
      readResponse(task, field, line[field]),
    );
    if (chosen.join(' ') === rejected.join(' ')) throw new Error('chosen and rejected are the same');
    return { prompt, chosen, rejected };
  }

  get result(): ParsedPreferences {
    const { preferences, problems, wrong } = this;
    if (preferences.length > 0) return { preferences };
    if (wrong === 0)
      return { problems: [{ line: 1, message: 'no preferences (expected one JSON object a line)' }] };
    if (wrong <= MOST_PROBLEMS) return { problems };
    const more = (wrong - MOST_PROBLEMS).toLocaleString('en');
    return {
      problems: [
        ...problems.slice(0, MOST_PROBLEMS),
        { line: problems[MOST_PROBLEMS].line, message: `and ${more} more lines with problems` },
      ],
    };
  }
}

export function parsePreferences(text: string, task: Task): ParsedPreferences {
  const reader = new PreferenceReader(task);
  for (const line of text.split('\n')) reader.line(line);
  return reader.result;
}

/** One line a pair, as `parsePreferences` reads them. */
export function formatPreferences(preferences: readonly Preference[], { tokenizer }: RunTask): string {
  return preferences
    .map(({ prompt, chosen, rejected }) =>
      JSON.stringify({
        prompt: prompt.text,
        chosen: tokenizer.decode(chosen),
        rejected: tokenizer.decode(rejected),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}
