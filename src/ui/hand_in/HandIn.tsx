// What a learner hands in: the run on the page as one line, to copy, to save, to photograph, or to send to the teacher's
// computer where the page came from it.
import { useId, useMemo, useState } from 'react';
import { encodeResult, LONGEST_NICKNAME, nicknameOf } from '../../class/result_code.ts';
import { reasonOf } from '../../errors/reason.ts';
import { shownRun, shownRuns } from '../../store/page_state.ts';
import { download } from '../charts/download.ts';
import { CopyButton } from '../frame/CopyButton.tsx';
import { isServedByClass } from '../frame/class_address.ts';
import { usePage } from '../frame/useStore.ts';
import { QrCode } from '../share/QrCode.tsx';
import { runNames } from '../train/run_name.ts';
import styles from './HandIn.module.css';
import { sendResult } from './relay.ts';
import { resultOfRun } from './result_of_run.ts';
import { useSaid } from './useSaid.ts';

const STRINGS = {
  none: 'Train first. A result needs one test of the model.',
  run: 'Run',
  runOf: (id: number, name: string) => `#${id} ${name}`,
  nickname: 'Nickname, if you like',
  code: 'Your result',
  codeName: 'The result as one line',
  copy: 'Copy',
  save: 'Save file',
  send: 'Send to the teacher',
  sending: 'Sending…',
  sent: 'It has arrived.',
  notSent: (reason: string) => `Not sent: ${reason}. Copy the line instead.`,
  qr: 'QR code',
  qrName: 'The result as a QR code',
  holds: (parts: readonly string[], named: boolean) =>
    `It holds ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}. ${named ? 'Your nickname is in it.' : 'It has no name.'}`,
  settings: 'your settings',
  curve: 'the curve',
  guess: 'your guess',
  answers: 'your answers',
  seat: (seat: number) => `seat ${seat}`,
  paste: 'Paste it where your teacher collects: a chat, a form, an e-mail.',
} as const;

export function HandIn() {
  const runs = usePage(shownRuns).filter(({ evaluations }) => evaluations.length > 0);
  const current = usePage(shownRun);
  const backend = usePage((state) => state.backend?.name);
  const [chosen, setChosen] = useState<number>();
  const run = runs.find(({ id }) => id === chosen) ?? current;
  const said = useSaid(run?.id);
  const [typed, setTyped] = useState('');
  const nickname = nicknameOf(typed);
  const code = useMemo(() => {
    const result = resultOfRun(run, backend, { ...said, ...(nickname && { nickname }) });
    return result && encodeResult(result);
  }, [run, backend, said, nickname]);
  const codeId = useId();
  if (code === undefined) return <p>{STRINGS.none}</p>;
  const parts = [
    STRINGS.settings,
    STRINGS.curve,
    said.prediction && STRINGS.guess,
    Object.keys(said.answers ?? {}).length > 0 && STRINGS.answers,
    said.seat !== undefined && STRINGS.seat(said.seat),
  ].filter((part): part is string => Boolean(part));
  const save = () => download('brain-result.txt', new Blob([`${code}\n`], { type: 'text/plain' }));
  return (
    <div className={styles.form}>
      {runs.length > 1 && (
        <label className={styles.field}>
          {STRINGS.run}
          <select
            className="select"
            value={run?.id}
            onChange={({ target }) => setChosen(Number(target.value))}
          >
            {[...runNames(runs)].map(([id, name]) => (
              <option key={id} value={id}>
                {STRINGS.runOf(id, name)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className={styles.field}>
        {STRINGS.nickname}
        <input
          type="text"
          className={styles.name}
          value={typed}
          maxLength={2 * LONGEST_NICKNAME}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <div className={styles.field}>
        <label htmlFor={codeId}>{STRINGS.code}</label>
        <textarea
          id={codeId}
          className={styles.code}
          readOnly
          rows={6}
          value={code}
          onFocus={({ target }) => target.select()}
        />
      </div>
      <div className={styles.actions}>
        {isServedByClass() && <SendButton key={code} code={code} />}
        <CopyButton text={code} label={STRINGS.copy} name={STRINGS.codeName} />
        <button type="button" className="button" onClick={save}>
          {STRINGS.save}
        </button>
      </div>
      <p className={styles.note}>
        {STRINGS.holds(parts, nickname !== '')} {STRINGS.paste}
      </p>
      <details>
        <summary>{STRINGS.qr}</summary>
        <QrCode text={code} name={STRINGS.qrName} />
      </details>
    </div>
  );
}

type Sending = 'ready' | 'sending' | 'sent' | { readonly refused: string };

function SendButton({ code }: { readonly code: string }) {
  const [state, setState] = useState<Sending>('ready');
  const send = async () => {
    setState('sending');
    try {
      await sendResult(code);
      setState('sent');
    } catch (error) {
      setState({ refused: reasonOf(error) });
    }
  };
  return (
    <>
      <button
        type="button"
        className="button primary"
        disabled={state === 'sending' || state === 'sent'}
        onClick={() => void send()}
      >
        {state === 'sending' ? STRINGS.sending : STRINGS.send}
      </button>
      <span role="status">{state === 'sent' && STRINGS.sent}</span>
      {typeof state === 'object' && (
        <p className={styles.refused} role="alert">
          {STRINGS.notSent(state.refused)}
        </p>
      )}
    </>
  );
}
