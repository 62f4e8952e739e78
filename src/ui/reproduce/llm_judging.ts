// The page's LLM judge: its settings, cost, progress and verdicts. Only this object holds the key, which is lost with
// the tab.
import { createStore } from 'zustand/vanilla';
import { reasonOf } from '../../errors/reason.ts';
import { askLlm } from '../../experiments/ask_llm.ts';
import { keyOf, type LlmJudge, type Match } from '../../experiments/llm_judge.ts';
import type { judgeAll, probe } from '../../judge/ask.ts';
import type { JudgeSettings } from '../../judge/settings.ts';
import type { Verdict } from '../../tasks/task.ts';

export interface JudgingState {
  readonly status: 'idle' | 'trying' | 'asking';
  /** Progress of the current matches. */
  readonly done: number;
  readonly total: number;
  /** The verdicts; absent before the first. */
  readonly judge?: LlmJudge;
  /** Sentence about the result of a test or a judging. */
  readonly message?: string;
  /** True if the message reports a failure. */
  readonly failed: boolean;
}

export interface JudgingOptions {
  /** Ask the server, wherever the requests are made. */
  readonly judgeAll: typeof judgeAll;
  readonly probe: typeof probe;
  readonly verdicts: {
    load(judge: string): Promise<ReadonlyMap<string, Verdict>>;
    save(judge: string, verdicts: ReadonlyMap<string, Verdict>): Promise<void>;
  };
}

const STOPPED = 'Stopped before it answered.';

const nameOf = ({ endpoint, model }: JudgeSettings) => `${model} ${endpoint}`;

export class LlmJudging {
  readonly store = createStore<JudgingState>(() => ({ status: 'idle', done: 0, total: 0, failed: false }));
  private controller?: AbortController;

  constructor(private readonly options: JudgingOptions) {}

  /** Tests the judge with one tiny question, before larger costs. */
  async try(settings: JudgeSettings): Promise<void> {
    const signal = this.begin({ status: 'trying' });
    await this.settled(async () => {
      const answer = await this.options.probe(settings, signal);
      return answer.ok
        ? { message: `It answers, within ${answer.seconds.toFixed(1)} s.` }
        : { message: answer.problem, failed: true };
    });
  }

  async ask(settings: JudgeSettings, matches: readonly Match[], answers: number): Promise<void> {
    const { verdicts, judgeAll } = this.options;
    const signal = this.begin({ status: 'asking', done: 0, total: matches.length });
    await this.settled(async () => {
      const known = await verdicts.load(nameOf(settings));
      const judge = await askLlm(matches, {
        settings,
        answers,
        known,
        signal,
        judge: judgeAll,
        onProgress: (soFar, done, total) => {
          this.store.setState({ judge: soFar, done, total });
          void verdicts.save(nameOf(settings), soFar.verdicts);
        },
      });
      const missing = matches.some((match) => !judge.verdicts.has(keyOf(match)));
      return { judge, message: judge.note, failed: missing };
    });
  }

  /** Ends the test or the judging at once, whatever the server does. */
  cancel(): void {
    this.controller?.abort();
  }

  private begin(state: Partial<JudgingState>): AbortSignal {
    this.controller = new AbortController();
    this.store.setState({ ...state, message: undefined, failed: false });
    return this.controller.signal;
  }

  private async settled(work: () => Promise<Partial<JudgingState>>): Promise<void> {
    const { signal } = this.controller!;
    try {
      this.store.setState({ ...(await work()), status: 'idle' });
    } catch (error) {
      const message = signal.aborted ? STOPPED : `The judge could not be asked: ${reasonOf(error)}.`;
      this.store.setState({ status: 'idle', message, failed: !signal.aborted });
    }
  }
}
