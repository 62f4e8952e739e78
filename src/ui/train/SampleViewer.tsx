// Compares the responses of prior and policy to one prompt with one seed. Each token is tinted by its log-ratio: how
// much more (or less) likely it is under the policy.
import type { SampleView, ViewedResponse, ViewedToken } from '../../session/protocol.ts';
import type { Verdict } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Icon } from '../frame/Icon.tsx';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './SampleViewer.module.css';
import { FULL_TINT_NATS, tokenTint } from './token_tint.ts';
import { useViewedPrompt } from './viewed_prompt.ts';

const STRINGS = {
  title: 'Before and after, word by word',
  explanation:
    'One prompt, one seed, both models. Blue words became more likely, red ones less (log q − log p).',
  empty: 'Loading the model…',
  prompt: 'Prompt',
  promptOf: (index: number, count: number) => `Prompt ${index} of ${count}`,
  previous: 'Previous prompt',
  next: 'Next prompt',
  newSeed: 'New seed',
  prior: 'Starting model',
  policy: (step: number) => `Model at step ${step}`,
  gold: 'Reference answer',
  reward: 'reward',
  verdict: 'Judge',
  verdicts: {
    A: 'prefers the model now',
    B: 'prefers the starting model',
    tie: 'sees a tie',
  } satisfies Record<Verdict, string>,
  scale: 'log q − log p, nats',
  tokenTitle: (ratio: string) => `log q − log p = ${ratio}`,
} as const;

export function SampleViewer() {
  const { index, count, go, newSeed } = useViewedPrompt();
  const view = useCurrentRun()?.view;
  // What the model wrote then was written down; it cannot be asked again.
  const looksBack = usePage((state) => state.past !== undefined);
  return (
    <section className="card">
      <div className={styles.head}>
        <h2 className="card-title">{STRINGS.title}</h2>
        <div className={styles.controls}>
          {count > 1 && !looksBack && (
            <>
              <button type="button" className="button" aria-label={STRINGS.previous} onClick={() => go(-1)}>
                <Icon name="previous" />
              </button>
              <span className={styles.count}>{STRINGS.promptOf(index + 1, count)}</span>
              <button type="button" className="button" aria-label={STRINGS.next} onClick={() => go(1)}>
                <Icon name="next" />
              </button>
            </>
          )}
          {!looksBack && (
            <button type="button" className="button" onClick={newSeed}>
              {STRINGS.newSeed}
            </button>
          )}
        </div>
      </div>
      <p className="card-lede">{STRINGS.explanation}</p>
      {view ? <ViewedPair view={view} /> : <p className={styles.empty}>{STRINGS.empty}</p>}
    </section>
  );
}

function ViewedPair({ view }: { readonly view: SampleView }) {
  return (
    <>
      <p className={styles.prompt}>
        <span className={styles.label}>{STRINGS.prompt}</span> {view.promptText}
      </p>
      <div className={styles.pair}>
        <Response title={STRINGS.prior} response={view.prior} />
        <Response title={STRINGS.policy(view.step)} response={view.policy} />
      </div>
      <div className={styles.foot}>
        {view.verdict && (
          <p>
            <span className={styles.label}>{STRINGS.verdict}</span> {STRINGS.verdicts[view.verdict]}
          </p>
        )}
        <p>
          <span className={styles.label}>{STRINGS.gold}</span>{' '}
          <span className={styles.gold}>{view.goldText}</span>{' '}
          <span className={styles.reward}>
            {STRINGS.reward} {formatNumber(view.goldReward)}
          </span>
        </p>
        <TintScale />
      </div>
    </>
  );
}

function Response({ title, response }: { readonly title: string; readonly response: ViewedResponse }) {
  return (
    <div className={styles.response}>
      <h3 className={styles.title}>
        {title}{' '}
        <span className={styles.reward}>
          {STRINGS.reward} {formatNumber(response.reward)}
        </span>
      </h3>
      <p className={response.joined ? styles.joined : styles.tokens}>
        {response.tokens.map((token, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
          <Token key={position} token={token} />
        ))}
      </p>
    </div>
  );
}

function Token({ token }: { readonly token: ViewedToken }) {
  return (
    <span
      className={styles.token}
      style={{ background: tokenTint(token.logRatio) }}
      title={STRINGS.tokenTitle(formatNumber(token.logRatio))}
    >
      {token.text}
    </span>
  );
}

function TintScale() {
  return (
    <p className={styles.scale}>
      <span>{STRINGS.scale}</span>
      <span>−{FULL_TINT_NATS}</span>
      <span className={styles.gradient} aria-hidden="true" />
      <span>+{FULL_TINT_NATS}</span>
    </p>
  );
}
