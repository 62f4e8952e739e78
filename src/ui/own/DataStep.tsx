// Second step: prompts, with or without answers, and what of them fits a run.
import { RUN_LENGTHS } from '../../own/data/fitting/fit.ts';
import { download } from '../charts/download.ts';
import { FileProblems } from './FileProblems.tsx';
import styles from './OwnPage.module.css';
import { OwnStep } from './OwnStep.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '2. Prompts',
  lede: 'One file: prompts, preference pairs, transcripts or chats. The format is found and named. Nothing leaves this page.',
  drop: 'Drop a file of prompts here',
  hint: '.jsonl, .json or .txt, also with .gz',
  type: 'Or type prompts, one a line',
  use: 'Use these prompts',
  typed: 'typed prompts',
  reading: (name: string) => `Reading ${name}…`,
  fitting: 'Counting tokens…',
  corpus: 'A corpus has no prompts: it can train a prior, and not a policy.',
  misfits: 'Download what does not fit (CSV)',
  misfitsFile: 'misfits.csv',
  example: 'First prompts',
  length: 'Run length',
  answer: 'Tokens of an answer',
  share: (length: number, share?: number) =>
    share === undefined ? `${length} tokens` : `${length} tokens: ${Math.round(100 * share)} % fit`,
  tooLong: 'Longer rows',
  choices: { skip: 'are left out', cut: 'lose turns at their start' },
} as const;

const ANSWERS = [16, 32, 64, 128, 256] as const;

export function DataStep() {
  const { files, state } = useOwnFiles();
  const { data } = state;
  return (
    <OwnStep
      id="own-data"
      title={STRINGS.title}
      lede={STRINGS.lede}
      drop={{ label: STRINGS.drop, hint: STRINGS.hint, accept: '.jsonl,.ndjson,.json,.txt,.md,.gz' }}
      onFiles={([file]) => void files.takeData(file)}
      asked={data}
      reading={STRINGS.reading}
      instead={<TypedPrompts />}
    >
      {data.status === 'known' && data.answer.refusal !== undefined && (
        <FileProblems problems={[{ file: data.name, message: data.answer.refusal }]} />
      )}
      {data.status === 'known' && data.answer.misfits !== undefined && (
        <MisfitsButton csv={data.answer.misfits} />
      )}
      {data.status === 'known' && data.answer.refusal === undefined && <Read />}
    </OwnStep>
  );
}

function TypedPrompts() {
  const { files } = useOwnFiles();
  return (
    <form
      className={styles.typed}
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get('prompts') ?? '');
        const lines = text.split('\n').filter((line) => line.trim() !== '');
        if (lines.length === 0) return;
        const jsonl = lines.map((prompt) => `${JSON.stringify({ prompt })}\n`).join('');
        void files.takeData({ name: `${STRINGS.typed}.jsonl`, blob: new Blob([jsonl]) });
      }}
    >
      <label>
        {STRINGS.type}
        <textarea name="prompts" rows={3} spellCheck={false} />
      </label>
      <button type="submit" className="button">
        {STRINGS.use}
      </button>
    </form>
  );
}

/** The report names the first few; the file has them all. */
function MisfitsButton({ csv }: { readonly csv: string }) {
  return (
    <button
      type="button"
      className={`button ${styles.misfits}`}
      onClick={() => download(STRINGS.misfitsFile, new Blob([csv], { type: 'text/csv' }))}
    >
      {STRINGS.misfits}
    </button>
  );
}

function Read() {
  const { files, state } = useOwnFiles();
  const { data, fit, plan } = state;
  if (data.status !== 'known') return null;
  const { label, reason, note, report, hasPrompts, examples } = data.answer;
  const shares = fit.status === 'known' ? fit.answer.shares : undefined;
  const lengths = [...new Set([...RUN_LENGTHS, plan.length])].sort((a, b) => a - b);
  return (
    <>
      <p className={styles.found}>
        <strong>{label}</strong> {reason}
      </p>
      <p className={styles.small}>{report}</p>
      {note && <p className={styles.small}>{note}</p>}
      <p className={styles.small}>{STRINGS.example}:</p>
      <ul className={styles.examples}>
        {examples.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {!hasPrompts && <p className={styles.warning}>{STRINGS.corpus}</p>}
      {hasPrompts && (
        <div className={styles.choices}>
          <label>
            {STRINGS.length}
            <select
              className="select"
              value={plan.length}
              onChange={({ target }) => files.changePlan({ length: Number(target.value) })}
            >
              {lengths.map((length) => (
                <option key={length} value={length}>
                  {STRINGS.share(length, shares?.find((one) => one.length === length)?.share)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {STRINGS.answer}
            <select
              className="select"
              value={plan.answerTokens}
              onChange={({ target }) => files.changePlan({ answerTokens: Number(target.value) })}
            >
              {[...new Set([...ANSWERS.filter((tokens) => tokens < plan.length), plan.answerTokens])]
                .sort((a, b) => a - b)
                .map((tokens) => (
                  <option key={tokens} value={tokens}>
                    {tokens}
                  </option>
                ))}
            </select>
          </label>
          <label>
            {STRINGS.tooLong}
            <select
              className="select"
              value={plan.tooLong}
              onChange={({ target }) => files.changePlan({ tooLong: target.value as typeof plan.tooLong })}
            >
              <option value="skip">{STRINGS.choices.skip}</option>
              <option value="cut">{STRINGS.choices.cut}</option>
            </select>
          </label>
        </div>
      )}
      <div role="status" className={styles.status}>
        {fit.status === 'asked' && STRINGS.fitting}
        {fit.status === 'known' && fit.answer.text}
      </div>
      {fit.status === 'failed' && <FileProblems problems={[{ message: fit.message }]} />}
    </>
  );
}
