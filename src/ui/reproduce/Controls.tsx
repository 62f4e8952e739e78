// The queue's controls: size, number of seeds, additional racers, play, pause, cancel, and the zip.
import { useMemo } from 'react';
import { EXPERIMENT_IDS } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import { type PlayEstimate, playEstimate } from '../../experiments/play_estimate.ts';
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
import { download } from '../charts/download.ts';
import { NumberInput } from '../controls/NumberInput.tsx';
import { VERSION } from '../frame/version.ts';
import { runsAtATime } from '../queue/experiment_queue.ts';
import { isBusy, QueueButtons, QueueProgress } from '../queue/QueueProgress.tsx';
import { reportZip } from './export.ts';
import { timeText } from './PlayState.tsx';
import styles from './ReproducePage.module.css';

const STRINGS = {
  group: 'The queue',
  size: 'Size',
  sizes: {
    smoke: 'Glimpse: Strings only, seconds a run',
    quick: 'Quick: one text task, short runs',
    full: "Full: the report's, hours without a GPU",
    lora: 'With LoRA, as the paper: Full, with adapters on text',
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
  zip: 'Export everything (zip)',
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
  const busy = isBusy(runs);
  const cost = useWholeCost(state);
  const choose = (part: Partial<Choice>) =>
    void reproduction.choose({ ...scale, seeds: seedCountOf(scale), ...part });
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
        {busy && <QueueButtons queue={reproduction} paused={paused} />}
        <button
          type="button"
          className="button"
          disabled={outcomes.size === 0}
          onClick={() => download('reproduction.zip', reportZip(state, VERSION, llm))}
        >
          {STRINGS.zip}
        </button>
      </div>
      <QueueProgress
        runs={runs}
        paused={paused}
        remainingSeconds={remainingSeconds}
        onRetry={(key) => reproduction.retry(key)}
      />
    </section>
  );
}
