// What was removed last, why, and the way back. Once the line is closed, it is gone for good.
import type { Removal } from '../../store/page_state.ts';
import { KEPT_RUNS } from '../../store/reducer.ts';
import { Icon } from '../frame/Icon.tsx';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './RunList.module.css';

const STRINGS = {
  removed: (what: string, plural: boolean) => `${what} ${plural ? 'are' : 'is'} removed.`,
  run: (id: number) => `Run #${id}`,
  runs: (count: number) => `${count} runs`,
  full: `${KEPT_RUNS} runs are kept, and it was the oldest.`,
  undo: 'Undo',
  forget: 'Close: removed for good',
} as const;

const sentence = ({ runs, reason }: Removal): string => {
  const [first] = runs;
  const what = runs.length === 1 ? STRINGS.run(first.id) : STRINGS.runs(runs.length);
  const said = STRINGS.removed(what, runs.length > 1);
  return reason === 'full' ? `${said} ${STRINGS.full}` : said;
};

export function RemovalLine() {
  const store = useActions();
  const removal = usePage((state) => state.removed.at(-1));
  return (
    <div role="status">
      {removal && (
        <p className={styles.removal}>
          {sentence(removal)}{' '}
          <button type="button" className={`tool ${styles.open}`} onClick={store.undoRemoval}>
            {STRINGS.undo}
          </button>
          <button
            type="button"
            className="tool"
            aria-label={STRINGS.forget}
            title={STRINGS.forget}
            onClick={store.forgetRemovals}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
