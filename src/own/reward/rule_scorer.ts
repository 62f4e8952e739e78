// A rule in JavaScript as a scorer: opens a room for it, bounds its time, and trusts no word that comes out of the room.
// A batch has 250 ms for up to 256 responses, in proportion beyond. The clock starts with the first response. A page that
// is hidden has late timers, so it is more patient, never less.
import {
  type ResponseScorer,
  type ResponseToRate,
  ScoringFault,
  type ScoringProblem,
} from './response_scorer.ts';
import { ruleSource } from './rule_source.ts';

/** What is put to a rule. */
export interface RuleBatch {
  readonly id: number;
  /** A JSON array of responses. */
  readonly responses: string;
}

/** Where a rule runs: a sandboxed frame, or a thread of Node. */
interface RuleRoom {
  send(batch: RuleBatch): void;
  /** Ends the rule, even in a loop without end. No words follow. */
  end(): void;
}

/** Opens a room for a script. `hear` gets its words, which may be anything. */
export type OpenRuleRoom = (script: string, hear: (word: unknown) => void) => RuleRoom;

const USUAL_BATCH = 256;
const LIMIT_MS = 250;
/** For a room to open: its document comes from the page's server. */
const START_MS = 10_000;
/** For an open room to begin with a batch. */
const BEGIN_MS = 3000;

/** Milliseconds that so many responses have. */
export const timeLimitMs = (responses: number): number =>
  Math.round(LIMIT_MS * Math.max(1, responses / USUAL_BATCH));

const NOT_STARTED = `the rule has not started within ${START_MS / 1000} s: its frame did not load, or it loops before it returns a function`;
const GONE = 'the rule’s frame no longer answers';
const CLOSED = 'the rule is no longer in use';
const MALFORMED = 'the rule’s frame answered with something else than rewards';

interface Word {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly index?: unknown;
  readonly scores?: unknown;
  readonly problem?: unknown;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const wordOf = (word: unknown): Word => (isObject(word) ? word : {});
const isIndex = (value: unknown, length: number): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < length;

class RuleScorer implements ResponseScorer {
  private readonly source;
  private room: RuleRoom | undefined;
  private hear: (word: Word) => void = () => {};
  private abandon: (fault: ScoringFault) => void = () => {};
  private waiting: Promise<unknown> = Promise.resolve();
  private closed = false;
  private lastId = 0;

  constructor(
    text: string,
    harness: string,
    private readonly open: OpenRuleRoom,
  ) {
    this.source = ruleSource(harness, text);
  }

  score(responses: readonly ResponseToRate[]): Promise<number[]> {
    const scores = this.waiting.then(() => this.scoreNow(responses));
    this.waiting = scores.catch(() => {});
    return scores;
  }

  close(): void {
    this.closed = true;
    this.leave();
    this.abandon(new ScoringFault({ message: CLOSED }));
  }

  private async scoreNow(responses: readonly ResponseToRate[]): Promise<number[]> {
    // A browser may have taken the frame away meanwhile, so one that does not begin is replaced once.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.closed) throw new ScoringFault({ message: CLOSED });
      if (!this.room) await this.enter();
      if (responses.length === 0) return [];
      const scores = await this.ask(responses);
      if (scores) return scores;
    }
    throw new ScoringFault({ message: GONE });
  }

  private leave(): void {
    this.hear = () => {};
    this.room?.end();
    this.room = undefined;
  }

  /** Resolves once the rule waits for responses. */
  private enter(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail({ message: NOT_STARTED }), START_MS);
      const fail = (problem: ScoringProblem) => {
        clearTimeout(timer);
        this.leave();
        reject(new ScoringFault(problem));
      };
      this.abandon = ({ problem }) => fail(problem);
      const room = this.open(this.source.script, (word) => {
        if (this.room === room) this.hear(wordOf(word));
      });
      this.room = room;
      this.hear = ({ type, problem }) => {
        if (type === 'problem') fail(this.problemOf(problem));
        if (type !== 'ready') return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Undefined: the room has not begun. */
  private ask(responses: readonly ResponseToRate[]): Promise<number[] | undefined> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      const count = responses.length;
      const limit = timeLimitMs(count);
      let at: number | undefined;
      let timer = setTimeout(() => {
        this.leave();
        resolve(undefined);
      }, BEGIN_MS);
      const fail = (problem: ScoringProblem, ends: boolean) => {
        clearTimeout(timer);
        if (ends) this.leave();
        reject(new ScoringFault(problem));
      };
      const late = () => {
        const message = `the rule took longer than ${limit} ms for ${count} responses: ended at response ${at! + 1}`;
        fail({ message, response: at }, true);
      };
      this.abandon = ({ problem }) => fail(problem, true);
      this.hear = (word) => {
        // An uncaught error of the rule's own timers has no id.
        if (word.type === 'problem' && (word.id === id || word.id === undefined))
          return fail(this.problemOf(word.problem), word.id === undefined);
        if (word.id !== id) return;
        if (word.type === 'at' && isIndex(word.index, count)) {
          if (at === undefined) {
            clearTimeout(timer);
            // A second look: on a busy thread the answer may wait behind the timer.
            timer = setTimeout(() => {
              timer = setTimeout(late, 0);
            }, limit);
          }
          at = word.index;
        }
        if (word.type !== 'scores') return;
        if (!isScores(word.scores, count)) return fail({ message: MALFORMED }, true);
        clearTimeout(timer);
        resolve([...word.scores]);
      };
      this.room!.send({ id, responses: JSON.stringify(responses) });
    });
  }

  private problemOf(problem: unknown): ScoringProblem {
    const { message, response, stack, line, column } = isObject(problem) ? problem : {};
    return {
      message: typeof message === 'string' ? message : MALFORMED,
      ...(typeof response === 'number' && { response }),
      ...(typeof stack === 'string' && this.source.placeIn(stack)),
      ...(typeof line === 'number' && typeof column === 'number' && this.source.placeOf(line, column)),
    };
  }
}

const isScores = (scores: unknown, count: number): scores is readonly number[] =>
  Array.isArray(scores) && scores.length === count && Array.from(scores).every(Number.isFinite);

/**
 * @param text an expression whose value is a function of a response that returns a number
 * @param harness the text of `rule_harness.js`
 */
export const ruleScorer = (text: string, harness: string, open: OpenRuleRoom): ResponseScorer =>
  new RuleScorer(text, harness, open);
