// The queue's controls: size, number of seeds, additional racers, play, pause, cancel, and the zip.
import { useMemo } from 'react';
import { EXPERIMENT_IDS } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import { type PlayEstimate, playEstimate } from '../../experiments/play_estimate.ts';
import { durationText } from '../../experiments/report/report.ts';
import { speedsOf } from '../../experiments/run_cost.ts';
import {
  BUDGETS,
  type Budget,
  SIZES,
  type Size,
  scaleOf,
  seedCountBounds,
  uniqueRequests,
} from '../../experiments/scale.ts';
import { SEQUENTIAL, seedCountOf } from '../../experiments/seed_plan.ts';
import { wantedRuns } from '../../experiments/wanted_runs.ts';
import { METHOD_NAMES, objectives } from '../../objectives/index.ts';
import type { Choice, Reproduction, ReproductionState } from '../../store/reproduction.ts';
import { taskCards } from '../../tasks/task.ts';
import { download } from '../charts/chart_files.ts';
import { NumberInput } from '../controls/NumberInput.tsx';
import { VERSION } from '../frame/version.ts';
import { reportZip } from './export.ts';
import { timeText } from './PlayState.tsx';
import styles from './ReproducePage.module.css';
import { runsAtATime } from './state.ts';

const STRINGS = {
  group: 'The queue',
  size: 'Size',
  sizes: {
    smoke: 'Glimpse: Strings only, seconds a run',
    quick: 'Quick: one text task, short runs',
    full: "Full: the report's, hours without a GPU",
    markov: 'Markov: a model of 200 weights, minutes for all of it',
  } satisfies Record<Size, string>,
  seeds: {
    label: 'Seeds',
    explanation: 'How many runs each setting gets. They differ in the seed alone and give the intervals.',
  },
  untilDecided: 'As many seeds as the orderings need: 5, 8, 12, 20',
  race: "More methods in Figure 2's race",
  budget: 'Each may spend what BRAIn has',
  budgets: { samples: 'in samples drawn', seconds: 'in seconds of training' } satisfies Record<
    Budget,
    string
  >,
  all: 'Play all',
  cost: (runs: number, time: string) => `${runs} ${runs === 1 ? 'run' : 'runs'}: ${time}.`,
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  zip: 'Export everything (zip)',
  status: (done: number, all: number, running: number) =>
    `${done} of ${all} runs done${running > 0 ? `, ${running} under way` : ''}`,
  remaining: (time: string) => `, about ${time} left`,
  paused: ', paused',
  silent: (silence: string) => `${silence} The queue waits on; Cancel ends it.`,
  failed: 'Failed:',
  retry: 'Try again',
} as const;

/** Of all experiments together; of seeds that depend on orderings, the first look. */
function useWholeCost({ scale, outcomes }: ReproductionState): PlayEstimate {
  const requests = useMemo(
    () => uniqueRequests(EXPERIMENT_IDS.flatMap((id) => wantedRuns(experiments[id], new Map(), scale))),
    [scale],
  );
  return useMemo(
    () =>
      playEstimate(requests, {
        isKnown: (key) => outcomes.has(key),
        keysById: new Map(),
        speeds: speedsOf([...outcomes.values()]),
        concurrency: runsAtATime(requests),
      }),
    [requests, outcomes],
  );
}

/** Where the number of seeds is fixed again. */
const FIXED_SEEDS = 3;

export interface ControlsProps {
  readonly reproduction: Reproduction;
  readonly state: ReproductionState;
  readonly llm?: LlmJudge;
}

export function Controls({ reproduction, state, llm }: ControlsProps) {
  const { scale, runs, paused, remainingSeconds, outcomes } = state;
  const count = (wanted: string) => runs.filter((run) => run.state === wanted).length;
  const [running, waiting] = [count('running'), count('waiting')];
  const busy = running + waiting > 0;
  const cost = useWholeCost(state);
  const failed = runs.filter((run) => run.state === 'failed');
  const silent = runs.find(({ silence }) => silence);
  const planned = runs.length - count('cancelled');
  const choose = (part: Partial<Choice>) =>
    void reproduction.choose({ ...scale, seeds: seedCountOf(scale), ...part });
  const remaining =
    busy && remainingSeconds !== undefined ? STRINGS.remaining(durationText(remainingSeconds)) : '';
  return (
    <section className={`card ${styles.controls}`} aria-label={STRINGS.group}>
      <label className={styles.field}>
        {STRINGS.size}
        <select
          className="select"
          value={scale.size}
          disabled={busy}
          onChange={({ target }) => {
            const size = target.value as Size;
            // A number that the visitor chose stays.
            const isDefault = seedCountOf(scale) === seedCountOf(scaleOf(scale.size));
            choose(isDefault ? { size, seeds: seedCountOf(scaleOf(size)) } : { size });
          }}
        >
          {[...SIZES].reverse().map((size) => (
            <option key={size} value={size}>
              {STRINGS.sizes[size]}
            </option>
          ))}
        </select>
      </label>
      <div className={styles.seeds}>
        <NumberInput
          name="seeds"
          text={STRINGS.seeds}
          bounds={seedCountBounds}
          value={scale.seeds.length}
          disabled={busy || scale.looks !== undefined}
          onCommit={(seeds) => choose({ seeds })}
        />
        <label>
          <input
            type="checkbox"
            disabled={busy}
            checked={scale.looks !== undefined}
            onChange={({ target }) => choose({ seeds: target.checked ? SEQUENTIAL : FIXED_SEEDS })}
          />
          {STRINGS.untilDecided}
        </label>
      </div>
      <details className={styles.race}>
        <summary>
          {STRINGS.race}
          {scale.race.length > 0 && ` (${scale.race.length})`}
        </summary>
        <div className={styles.racers}>
          {METHOD_NAMES.filter((name) => name !== 'brain' && name !== 'dpo-sft').map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                disabled={busy}
                checked={scale.race.includes(name)}
                onChange={({ target }) =>
                  choose({
                    race: target.checked
                      ? [...scale.race, name]
                      : scale.race.filter((racer) => racer !== name),
                  })
                }
              />
              {objectives[name].label}
            </label>
          ))}
        </div>
        <label className={styles.field}>
          {STRINGS.budget}
          <select
            className="select"
            value={scale.budget}
            disabled={busy}
            onChange={({ target }) => choose({ budget: target.value as Budget })}
          >
            {BUDGETS.map((budget) => (
              <option key={budget} value={budget}>
                {STRINGS.budgets[budget]}
              </option>
            ))}
          </select>
        </label>
      </details>
      <div className={styles.buttons}>
        {!busy && (
          <button
            type="button"
            className="button primary"
            onClick={() => void reproduction.play(EXPERIMENT_IDS)}
          >
            {STRINGS.all}
          </button>
        )}
        {!busy && cost.missing > 0 && (
          <p className={styles.cost}>{STRINGS.cost(cost.missing, timeText(cost))}</p>
        )}
        {busy && (
          <>
            <button
              type="button"
              className="button primary"
              onClick={() => (paused ? reproduction.resume() : reproduction.pause())}
            >
              {paused ? STRINGS.resume : STRINGS.pause}
            </button>
            <button type="button" className="button" onClick={() => reproduction.cancel()}>
              {STRINGS.cancel}
            </button>
          </>
        )}
        <button
          type="button"
          className="button"
          disabled={outcomes.size === 0}
          onClick={() => download('reproduction.zip', reportZip(state, VERSION, llm))}
        >
          {STRINGS.zip}
        </button>
      </div>
      <p className={styles.status} role="status">
        {planned > 0 && STRINGS.status(count('done'), planned, running)}
        {busy && (paused ? STRINGS.paused : remaining)}
      </p>
      {silent?.silence && (
        <p className={styles.status} role="status">
          {STRINGS.silent(silent.silence)}
        </p>
      )}
      {failed.length > 0 && (
        <ul className={styles.failed} aria-label={STRINGS.failed}>
          {failed.map(({ request, problem }) => (
            <li key={request.key}>
              {STRINGS.failed} {objectives[request.config.method].label} on{' '}
              {taskCards[request.config.task].label}, seed {request.config.seed}: {problem}{' '}
              <button type="button" className="tool" onClick={() => reproduction.retry(request.key)}>
                {STRINGS.retry}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
