// A kept run was made of files that are not kept: it names them, and goes on once the same ones are given.
import { useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { objectives } from '../../objectives/index.ts';
import type { NamedBlob } from '../../own/workshop/own_setup.ts';
import { needed } from '../../store/given_files.ts';
import type { WaitingRun } from '../../store/own_runs.ts';
import { formatBytes } from '../charts/number_format.ts';
import { FileDrop } from '../frame/files/FileDrop.tsx';
import { Icon } from '../frame/Icon.tsx';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './AskedFilesCard.module.css';
import { FileProblems } from './FileProblems.tsx';
import { useGivenFiles, useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: (runId: number) => `Run #${runId} asks for its files`,
  place: (method: string, step: number, total: number) =>
    `${method}, step ${step.toLocaleString('en')} of ${total.toLocaleString('en')}.`,
  lede: 'The run is kept in this browser, and your files are not. Drop the same ones again, and it goes on.',
  unlisted:
    'It was kept without a list of its files. Give the same ones below, then open it from the list of runs.',
  drop: 'Drop the model’s folder and the file of prompts here',
  hint: 'At once, or one after the other',
  files: 'Files of the run',
  here: 'here',
  missing: 'asked for',
  reading: 'Comparing fingerprints…',
  opening: 'All are here. Reading them…',
  kept: 'Its rule and its lengths are kept with the run.',
  others: 'These files make another run than the one that was kept: this page reads them otherwise.',
  later: 'Not now',
} as const;

export function AskedFilesCard() {
  const store = useActions();
  const { waiting } = useStore(store.ownRuns.store);
  return waiting ? <Asked waiting={waiting} /> : null;
}

function Asked({ waiting: { runId, needs } }: { readonly waiting: WaitingRun }) {
  const id = useId();
  const store = useActions();
  const run = usePage(({ runs }) => runs.find((one) => one.id === runId));
  const { files, state } = useOwnFiles();
  const { given, state: so } = useGivenFiles();
  const [isOther, setIsOther] = useState(false);
  useEffect(() => given.ask(needs), [given, needs]);
  if (!run?.kept) return null;
  const { config, kept } = run;

  async function take(dropped: readonly NamedBlob[]): Promise<void> {
    setIsOther(false);
    const setup = await given.give(dropped);
    const own = setup && (await files.takeBack(setup));
    if (own === undefined) return;
    if (own !== config.own) return setIsOther(true);
    store.ownRuns.wait();
    await store.goOn(runId);
    location.hash = '#train';
  }

  const { opened, refused } = state;
  const problems = [
    ...so.problems.map((message) => ({ message })),
    ...(refused ?? []),
    ...(opened.status === 'failed' ? [{ message: opened.message }] : []),
    ...(isOther ? [{ message: STRINGS.others }] : []),
  ];
  return (
    <section className={`card page-content ${styles.asked}`} aria-labelledby={id}>
      <h2 className="card-title" id={id}>
        {STRINGS.title(runId)}
      </h2>
      <p className="card-lede">
        {STRINGS.place(objectives[config.method].label, kept.step, kept.totalSteps)}{' '}
        {needs ? STRINGS.lede : STRINGS.unlisted}
      </p>
      {needs && (
        <>
          <ul className={styles.files} aria-label={STRINGS.files}>
            {needed(needs).map(({ name, bytes, sha256 }) => {
              const isHere = so.found.has(sha256);
              return (
                <li key={sha256} data-here={isHere}>
                  <span className={styles.mark}>{isHere && <Icon name="check" />}</span>
                  <span className={styles.name}>{name}</span>
                  <span className={styles.note}>
                    {formatBytes(bytes)}, {isHere ? STRINGS.here : STRINGS.missing}
                  </span>
                </li>
              );
            })}
          </ul>
          <FileDrop
            label={STRINGS.drop}
            hint={STRINGS.hint}
            several
            onFiles={(dropped) => void take(dropped)}
          />
        </>
      )}
      <div role="status" className={styles.status}>
        {so.isReading ? STRINGS.reading : opened.status === 'asked' ? STRINGS.opening : needs && STRINGS.kept}
      </div>
      {problems.length > 0 && <FileProblems problems={problems} />}
      <button type="button" className={`tool ${styles.later}`} onClick={() => store.ownRuns.wait()}>
        {STRINGS.later}
      </button>
    </section>
  );
}
