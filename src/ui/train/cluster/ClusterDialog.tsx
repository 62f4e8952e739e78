// Takes a run to a cluster, and its points back: what goes along is chosen, the folder is written, and dropped here later.
import { useEffect, useRef, useState } from 'react';
import { reasonOf } from '../../../errors/reason.ts';
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';
import type { Run } from '../../../store/page_state.ts';
import { taskCards } from '../../../tasks/task.ts';
import { download } from '../../charts/download.ts';
import { FileDrop } from '../../frame/files/FileDrop.tsx';
import { TitledDialog } from '../../frame/TitledDialog.tsx';
import { useActions, usePage } from '../../frame/useStore.ts';
import { runNames } from '../run_name.ts';
import { ClusterChoices, type ClusterChosen, firstChoices } from './ClusterChoices.tsx';
import styles from './ClusterDialog.module.css';
import { ClusterResult } from './ClusterResult.tsx';
import { type ClusterFile, clusterFile, type Stage, stepOf } from './cluster_file.ts';

const STRINGS = {
  title: 'Take it to a cluster',
  lede: 'A folder that transformers loads as it is. A script in it goes on with BRAIn in PyTorch, on one GPU or many.',
  run: (id: number, name: string, task: string, step: number) =>
    `Run #${id}: ${name} on ${task}, step ${step.toLocaleString('en')}`,
  write: 'Write the folder (zip)',
  again: 'Write it again',
  trains: 'The run is training. Pause it, then write the folder.',
  pause: 'Pause the run',
  stages: {
    scripts: 'Fetching the scripts…',
    folder: 'Writing the folder…',
    zip: 'Packing the folder…',
  } satisfies Record<Stage, string>,
  failed: (reason: string) => `The folder was not written: ${reason}.`,
  wayOut: 'Nothing is lost: the run stays as it is. Try again, or save the run as a file first.',
  withoutCheck: 'Without the check there is less to compute: untick it and try again.',
  ownFiles: 'Give the same model, prompts and reward under “Bring your own”, then try again.',
  ownPage: 'Bring your own',
  back: 'When it comes back',
  drop: 'Drop the folder that the cluster wrote',
  dropHint: 'Or only run.json and metrics.csv of its folder brain/, or a zip. Its points join the frontier.',
} as const;

type Writing =
  | { readonly status: 'none' }
  | { readonly status: 'writing'; readonly stage: Stage }
  | { readonly status: 'written'; readonly file: ClusterFile }
  | { readonly status: 'failed'; readonly reason: string };

export interface ClusterDialogProps {
  readonly runId: number;
  readonly onClose: () => void;
}

export function ClusterDialog({ runId, onClose }: ClusterDialogProps) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  const store = useActions();
  const run = usePage((state) => state.runs.find(({ id }) => id === runId));
  useEffect(() => {
    const dialog = dialogRef.current!;
    const close = () => dialog.close();
    dialog.showModal();
    addEventListener('hashchange', close); // a link leads to another page
    return () => removeEventListener('hashchange', close);
  }, []);
  const take = async (files: readonly NamedBlob[]) => {
    dialogRef.current!.close();
    await store.openFiles(files);
  };
  return (
    <TitledDialog dialogRef={dialogRef} className={styles.dialog} title={STRINGS.title} onClose={onClose}>
      <p className="card-lede">{STRINGS.lede}</p>
      {run && <Writer run={run} />}
      <section className={styles.back} aria-label={STRINGS.back}>
        <h3>{STRINGS.back}</h3>
        <FileDrop
          label={STRINGS.drop}
          hint={STRINGS.dropHint}
          several
          onFiles={(files) => void take(files)}
        />
      </section>
    </TitledDialog>
  );
}

function Writer({ run }: { readonly run: Run }) {
  const store = useActions();
  const trains = usePage(
    ({ currentRunId, progress }) => run.id === currentRunId && progress.status === 'running',
  );
  const isFinished = usePage((state) =>
    run.id === state.currentRunId ? state.progress.status === 'finished' : run.kept?.status === 'finished',
  );
  const step = usePage((state) => stepOf(state, run));
  const runs = usePage((state) => state.runs);
  const [chosen, setChosen] = useState(() => firstChoices(run.config));
  const [writing, setWriting] = useState<Writing>({ status: 'none' });
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const write = async () => {
    const onStage = (stage: Stage) => setWriting({ status: 'writing', stage });
    try {
      const file = await clusterFile(store, run, choicesOf(chosen), onStage);
      if (!isOpen.current) return; // who closes the dialog wants no file
      download(`${file.name}.zip`, new Blob([file.bytes], { type: 'application/zip' }));
      setWriting({ status: 'written', file });
    } catch (error) {
      setWriting({ status: 'failed', reason: reasonOf(error).replace(/\.$/, '') });
    }
  };
  const { task } = run.config;
  return (
    <>
      <p className={styles.run}>
        {STRINGS.run(run.id, runNames(runs).get(run.id)!, taskCards[task].label, step)}
      </p>
      <ClusterChoices config={run.config} chosen={chosen} onChange={setChosen} />
      <div className={styles.actions}>
        {trains ? (
          <>
            <p role="status">{STRINGS.trains}</p>
            <button type="button" className="button" onClick={() => store.pause()}>
              {STRINGS.pause}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button primary"
            disabled={writing.status === 'writing'}
            onClick={() => void write()}
          >
            {writing.status === 'written' ? STRINGS.again : STRINGS.write}
          </button>
        )}
        <div role="status">
          {writing.status === 'writing' && (
            <p className={styles.stage}>
              <progress aria-label={STRINGS.stages[writing.stage]} /> {STRINGS.stages[writing.stage]}
            </p>
          )}
        </div>
      </div>
      <div role="alert">
        {writing.status === 'failed' && (
          <div className={styles.problem}>
            <p>{STRINGS.failed(writing.reason)}</p>
            <p>
              {task === 'own' ? (
                <>
                  {STRINGS.ownFiles} <a href="#own">{STRINGS.ownPage}</a>
                </>
              ) : (
                STRINGS.wayOut
              )}{' '}
              {chosen.check && STRINGS.withoutCheck}
            </p>
          </div>
        )}
      </div>
      {writing.status === 'written' && (
        <ClusterResult file={writing.file} config={run.config} isFinished={isFinished} />
      )}
    </>
  );
}

/** As the export takes them: only what holds for the run. */
function choicesOf({ merged, withBase, check, baseName, licence }: ClusterChosen) {
  return {
    merged,
    withBase: withBase && !merged,
    check: check && !merged,
    ...(baseName.trim() && { baseName: baseName.trim() }),
    ...(licence.trim() && { licence: licence.trim() }),
  };
}
