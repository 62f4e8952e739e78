// The log-prob of every outcome of an enumerable task under the real model. Outcomes share prefixes: one row per distinct
// prefix up to the last free token gives all next-token distributions. `strings` has 4,096 outcomes and needs 512 rows.
import { logSumExp } from '../math/log_space.ts';
import { tokenBatch } from '../model/batch.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { RunTask } from '../tasks/task.ts';

const ROWS_PER_BATCH = 512;

export class OutcomeScorer {
  readonly outcomes: readonly (readonly number[])[];
  /** Places with a choice of tokens; the tokens behind them have probability 1. */
  private readonly free: number;
  private readonly rows: readonly (readonly number[])[];
  /** Row of each outcome. */
  private readonly rowOf: Int32Array; // [K]

  /** Throws for a task that cannot be enumerated. */
  constructor(private readonly task: RunTask) {
    const { outcomes, allowedTokens } = task;
    if (!outcomes) throw new Error(`invalid task: ${task.name} (expected an enumerable one)`);
    this.outcomes = outcomes();
    this.free = 1 + allowedTokens.findLastIndex((allowed) => allowed.length > 1);
    const rows = new Map<string, number>();
    this.rowOf = Int32Array.from(this.outcomes, (outcome) => {
      const prefix = outcome.slice(0, this.free - 1).join(' ');
      const row = rows.get(prefix) ?? rows.size;
      rows.set(prefix, row);
      return row;
    });
    this.rows = Array.from(rows.values(), (row) =>
      this.outcomes[this.rowOf.indexOf(row)].slice(0, this.free),
    );
  }

  /** Normalised log-probs in nats, [K]; `prompt` are the tokens that the model is asked with. */
  async logProbs(model: LanguageModel, prompt: readonly number[]): Promise<Float64Array> {
    const { free, rowOf, outcomes, rows } = this;
    const { vocabSize } = model.config;
    const distributions: Float32Array[] = [];
    for (let from = 0; from < rows.length; from += ROWS_PER_BATCH) {
      const batch = tokenBatch(
        rows.slice(from, from + ROWS_PER_BATCH).map((completion) => ({ prompt, completion })),
        prompt.length + free,
        free,
        this.task.tokenizer.pad,
      );
      distributions.push(await model.distributions(batch));
    }
    const logProbs = Float64Array.from(outcomes, (outcome, k) => {
      const of = distributions[Math.floor(rowOf[k] / ROWS_PER_BATCH)];
      const row = rowOf[k] % ROWS_PER_BATCH;
      let sum = 0;
      for (let t = 0; t < free; t++) sum += of[(row * free + t) * vocabSize + outcome[t]];
      return sum;
    });
    const total = logSumExp(logProbs);
    return logProbs.map((l) => l - total);
  }
}
