// What the browser does not keep, and stored results that cannot be read. Each can be taken home instead.
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import type { ReproductionState } from '../../store/reproduction.ts';
import { download } from '../charts/chart_files.ts';
import { VERSION } from '../frame/version.ts';
import { reportZip } from './export.ts';
import styles from './ReproducePage.module.css';

const STRINGS = {
  zip: 'Export what there is',
  setAside: (count: number, reason: string) =>
    `${count === 1 ? 'A stored result' : `${count} stored results`} cannot be read and ${count === 1 ? 'is' : 'are'} set aside. The others are not touched, and Play computes ${count === 1 ? 'it' : 'them'} again. The first reason: ${reason}.`,
  report: 'Save for a report',
} as const;

export interface TroublesProps {
  readonly state: ReproductionState;
  readonly llm?: LlmJudge;
}

export function Troubles({ state, llm }: TroublesProps) {
  const { troubles, setAside, outcomes } = state;
  if (troubles.length === 0 && setAside.length === 0) return null;
  return (
    <div className={`card ${styles.trouble}`} role="status">
      {troubles.map((trouble) => (
        <p key={trouble}>{trouble}</p>
      ))}
      {troubles.length > 0 && outcomes.size > 0 && (
        <button
          type="button"
          className="button"
          onClick={() => download('reproduction.zip', reportZip(state, VERSION, llm))}
        >
          {STRINGS.zip}
        </button>
      )}
      {setAside.length > 0 && (
        <>
          <p>{STRINGS.setAside(setAside.length, setAside[0].reason)}</p>
          <button
            type="button"
            className="button"
            onClick={() =>
              download(
                'results-set-aside.json',
                new Blob([JSON.stringify(setAside, null, 2)], { type: 'application/json' }),
              )
            }
          >
            {STRINGS.report}
          </button>
        </>
      )}
    </div>
  );
}
