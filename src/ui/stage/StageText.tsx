// What the model writes for one prompt: before training, and now. Pure, so that the build can write it into the page.
import type { ReactNode } from 'react';
import { formatNumber } from '../charts/number_format.ts';
import { tokenTint } from '../train/token_tint.ts';
import { closedUp } from '../words/closed_up.ts';
import type { ShownAnswer, ShownPair, ShownToken } from './recorded_run.ts';

const STRINGS = {
  title: 'What it writes',
  reward: 'reward',
  paysFor: 'pays for',
  empty: '(empty)',
} as const;

const EOS = '⏎';
const CLOSES_UP = /^[.,?!:;]/;

export interface StageTextProps {
  readonly pair: ShownPair;
  /** Names of both models, and of the reward. */
  readonly start: ReactNode;
  readonly now: ReactNode;
  readonly reward: ReactNode;
  /** What the reward pays for, in a few words. */
  readonly paysFor: string;
  /** What happened in the run. */
  readonly story?: ReactNode;
  /** Beside the title, such as the way to another prompt. */
  readonly children?: ReactNode;
}

export function StageText({ pair, start, now, reward, paysFor, story, children }: StageTextProps) {
  return (
    <section className="stage-text" aria-label={STRINGS.title} data-panel="samples">
      <div className="stage-head">
        <h2>{STRINGS.title}</h2>
        {children}
      </div>
      <p className="stage-prompt">{closedUp(pair.promptText)}</p>
      <Answer name={start} answer={pair.start} part="start" />
      <Answer name={now} answer={pair.now} part="now" />
      {story}
      <p className="stage-pays">
        {reward} {STRINGS.paysFor}: {paysFor}
      </p>
    </section>
  );
}

interface AnswerProps {
  readonly name: ReactNode;
  readonly answer: ShownAnswer;
  readonly part: 'start' | 'now';
}

function Answer({ name, answer, part }: AnswerProps) {
  const written = answer.tokens.filter(({ text }) => text !== EOS);
  return (
    <div className="stage-answer" data-part={part}>
      <h3>
        <span>{name}</span>
        <span className="stage-reward">
          {STRINGS.reward} <b>{formatNumber(answer.reward)}</b>
        </span>
      </h3>
      {/* A new text is a new paragraph: its words have not moved. */}
      <p key={answer.tokens.map(({ text }) => text).join(' ')}>
        {written.every(({ text }) => text.trim() === '') && <small>{STRINGS.empty}</small>}
        {written.map((token, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
          <Token key={position} token={token} closesUp={answer.joined || position === 0} />
        ))}
      </p>
    </div>
  );
}

function Token({ token, closesUp }: { readonly token: ShownToken; readonly closesUp: boolean }) {
  const { text, logRatio = 0 } = token;
  return (
    <>
      {closesUp || CLOSES_UP.test(text) ? '' : ' '}
      <span style={{ background: tokenTint(logRatio) }}>{text}</span>
    </>
  );
}
