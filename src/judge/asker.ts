// Puts questions to one server: retries, follows its dialect, and keeps count of what was spent.
import { type ChatAnswer, requestChat } from './chat.ts';
import { adapted, usualDialect } from './dialect.ts';
import type { JudgeEnvironment } from './environment.ts';
import { JudgeFault } from './fault.ts';
import type { Message } from './prompts.ts';
import { withRetries } from './retry.ts';
import type { JudgeSettings } from './settings.ts';

export class Asker {
  /** Requests sent, retries included. */
  requests = 0;
  /** Tokens as the server reports them; undefined as long as it does not. */
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  private dialect = usualDialect;

  constructor(
    readonly settings: JudgeSettings,
    private readonly environment: JudgeEnvironment,
    private readonly signal: AbortSignal,
  ) {}

  /** The answer's text. Throws a JudgeFault, or the signal's reason once it aborts. */
  async ask(messages: readonly Message[], limit = this.settings.maxAnswerTokens): Promise<string> {
    const { text, usage } = await withRetries(() => this.inDialect(messages, limit), {
      retries: this.settings.retries,
      environment: this.environment,
      signal: this.signal,
    });
    if (usage) {
      this.promptTokens = (this.promptTokens ?? 0) + usage.promptTokens;
      this.completionTokens = (this.completionTokens ?? 0) + usage.completionTokens;
    }
    return text;
  }

  private async inDialect(messages: readonly Message[], limit: number): Promise<ChatAnswer> {
    for (;;) {
      const { dialect, signal } = this;
      signal.throwIfAborted();
      this.requests++;
      try {
        return await requestChat(this.settings, messages, { limit, dialect, signal });
      } catch (error) {
        if (!(error instanceof JudgeFault) || error.status !== 400) throw error;
        // A parallel request may have found the dialect meanwhile; each has two steps at most, so this ends.
        if (this.dialect === dialect) {
          const next = adapted(dialect, error.said);
          if (!next) throw error;
          this.dialect = next;
        }
      }
    }
  }
}
