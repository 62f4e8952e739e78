// What has not answered for long, with the ways out. It may still answer; then the sentence goes.
import { fallbackOf } from '../../session/backend.ts';
import { CONTINUE_ON } from './continue_on.ts';
import styles from './Notices.module.css';
import { useActions, usePage } from './useStore.ts';

const STRINGS = {
  waits: 'The page waits on.',
  again: 'Try again',
  worker: 'Start a new worker',
  reload: 'Reload the page',
} as const;

export function Silences() {
  const { worker, answer } = usePage((state) => state.silences);
  const store = useActions();
  const backend = usePage((state) => state.backend);
  // A worker that does not answer cannot tell either what it waits for.
  const silence = worker ?? answer;
  if (!silence) return null;
  const next = backend ? fallbackOf(backend.name) : 'cpu';
  return (
    <div role="status">
      <div className={styles.notice}>
        <p>
          {silence.message} {STRINGS.waits}
        </p>
        {silence.ofDevice && next && (
          <button type="button" className="button primary" onClick={() => store.switchBackend(next)}>
            {CONTINUE_ON[next]}
          </button>
        )}
        <button type="button" className="button" onClick={store.tryAgain}>
          {worker ? STRINGS.worker : STRINGS.again}
        </button>
        <button type="button" className="button" onClick={() => location.reload()}>
          {STRINGS.reload}
        </button>
      </div>
    </div>
  );
}
