// The page's LLM judge: its settings, cost, progress and verdicts. Only this object holds the key, which is lost with
// the tab.
import { createStore } from 'zustand/vanilla';
import { askLlm } from '../../experiments/ask_llm.ts';
import { keyOf, type LlmJudge, type Match } from '../../experiments/llm_judge.ts';
import { probe } from '../../judge/ask.ts';
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
  readonly verdicts: {
    load(judge: string): Promise<ReadonlyMap<string, Verdict>>;
    save(judge: string, verdicts: ReadonlyMap<string, Verdict>): Promise<void>;
  };
}

const nameOf = ({ endpoint, model }: JudgeSettings) => `${model} ${endpoint}`;

export class LlmJudging {
  readonly store = createStore<JudgingState>(() => ({ status: 'idle', done: 0, total: 0, failed: false }));
  private controller?: AbortController;

  constructor(private readonly options: JudgingOptions) {}

  /** Tests the judge with one tiny question, before larger costs. */
  async try(settings: JudgeSettings): Promise<void> {
    this.store.setState({ status: 'trying', message: undefined, failed: false });
    const answer = await probe(settings);
    this.store.setState(
      answer.ok
        ? { status: 'idle', message: `It answers, within ${answer.seconds.toFixed(1)} s.` }
        : { status: 'idle', message: answer.problem, failed: true },
    );
  }

  async ask(settings: JudgeSettings, matches: readonly Match[], answers: number): Promise<void> {
    const { verdicts } = this.options;
    const controller = new AbortController();
    this.controller = controller;
    this.store.setState({
      status: 'asking',
      done: 0,
      total: matches.length,
      message: undefined,
      failed: false,
    });
    const known = await verdicts.load(nameOf(settings));
    const judge = await askLlm(matches, {
      settings,
      answers,
      known,
      signal: controller.signal,
      onProgress: (soFar, done, total) => {
        this.store.setState({ judge: soFar, done, total });
        void verdicts.save(nameOf(settings), soFar.verdicts);
      },
    });
    const missing = matches.some((match) => !judge.verdicts.has(keyOf(match)));
    this.store.setState({ status: 'idle', judge, message: judge.note, failed: missing });
  }

  cancel(): void {
    this.controller?.abort();
  }
}
