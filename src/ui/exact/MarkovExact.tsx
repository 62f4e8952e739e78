// The exact page of a run on markov: figures of dynamic programming, the frontier, and which symbol stands where.
import { useMemo, useState } from 'react';
import type { MarkovEvaluation, MarkovFigures, MarkovWorldView } from '../../session/protocol.ts';
import { type Run, shownRuns } from '../../store/page_state.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import { usePage } from '../frame/useStore.ts';
import { RunList } from '../train/RunList.tsx';
import { runStyles } from '../train/run_name.ts';
import { drawnRuns } from '../train/step_series.ts';
import styles from './ExactPage.module.css';
import { markovFrontierSeries } from './markov_series.ts';
import { Readout } from './Readout.tsx';
import readoutStyles from './Readouts.module.css';
import { READOUT_WORDS } from './readout_words.ts';
import { StopWhenConverged } from './StopWhenConverged.tsx';
import { SymbolMap } from './SymbolMap.tsx';

const STRINGS = {
  waiting: 'Computing the starting model…',
  noChain: 'Goodness is no exponential of a sum here, so there is no chain to compute exactly.',
  averaged: (places: number, gamma: string) =>
    `It averages log-probs over its ${places} tokens, so its target is not the posterior at its own γ. That target is the posterior of sums at γ / ${places} = ${gamma}.`,
  summed: 'Its target is the posterior (eq. 5): again a Markov chain, with its own steps at each place.',
  title: (step: number) => `Exactly, at step ${step}`,
  took: (symbols: number, places: number, prompts: number) => (
    <>
      Sums over all {symbols}
      <sup>{places}</sup> responses by dynamic programming, averaged over the {prompts} prompts.
    </>
  ),
  choosing: (choices: number) =>
    `The answer is now the best of ${choices} samples. Such a choice is no chain to compute exactly, so the figures stay those of one sample.`,
  missed: { ...READOUT_WORDS.missed, symbol: 'KL(target ‖ policy)' },
  wasted: { ...READOUT_WORDS.wasted, symbol: 'KL(policy ‖ target)' },
  nats: 'nats',
  target: (value: string) => `target ${value}`,
  best: (value: string) => `best ${value}`,
  frontier: 'The exact frontier',
  frontierText:
    'The line: the most reward possible for that much drift. Each dot is one test of a run in this world, without error.',
  x: { label: 'drift: KL(policy ‖ prior), nats', min: 0 },
  y: { label: 'expected reward' },
  map: 'Which symbol stands where',
  mapText: (places: number) =>
    `Probability of each symbol (rows) at each of the ${places} places (columns). The stronger the colour, the likelier. BRAIn should make the second picture like the third.`,
  prompt: 'Prompt',
  prior: 'starting model (prior)',
  policy: 'model now (policy)',
  posterior: 'target',
} as const;

export function MarkovExact({ run }: { readonly run: Run }) {
  const { markovWorld: world, markovPolicy: policy } = run;
  const figures = run.markovFigures.at(-1);
  const choices = run.evaluations.at(-1)?.choices;
  if (run.config.goodness !== 'bradley-terry') return <p className="card">{STRINGS.noChain}</p>;
  if (!world || !figures) return <p className={`card ${styles.waiting}`}>{STRINGS.waiting}</p>;
  return (
    <>
      <p className={styles.run}>
        {run.config.logProbReduction === 'mean'
          ? STRINGS.averaged(placesOf(world), formatNumber(world.target.gamma))
          : STRINGS.summed}
      </p>
      {choices && <p className={styles.run}>{STRINGS.choosing(choices)}</p>}
      <Places world={world} policy={policy} />
      <MarkovFrontier run={run} world={world} />
      <section className="card">
        <StopWhenConverged points={run.markovFigures.map(convergencePoint)} />
        <RunList />
      </section>
      <Figures world={world} figures={figures} />
    </>
  );
}

const convergencePoint = ({ step, reward, kl }: MarkovFigures) => ({ step, reward, drift: kl });

/** T. */
const placesOf = ({ prior, symbols }: MarkovWorldView) => prior[0].length / symbols.length;

interface FiguresProps {
  readonly world: MarkovWorldView;
  readonly figures: MarkovFigures;
}

/** Rounding leaves so much of a 0. */
const LEAST = 1e-12;
const settled = (value: number) => (Math.abs(value) < LEAST ? 0 : value);

function Figures({ world, figures }: FiguresProps) {
  const { step, klPosteriorPolicy, klPolicyPosterior } = figures;
  const [kl, reward, bestReward] = [figures.kl, figures.reward, figures.bestReward].map(settled);
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title(step)}</h2>
      <dl className={readoutStyles.grid}>
        <Readout words={STRINGS.missed} value={klPosteriorPolicy} note={STRINGS.nats} />
        <Readout words={STRINGS.wasted} value={klPolicyPosterior} note={STRINGS.nats} />
        <Readout
          words={READOUT_WORDS.drift}
          value={kl}
          note={STRINGS.target(formatNumber(world.target.kl))}
        />
        <Readout
          words={READOUT_WORDS.reward}
          value={reward}
          note={STRINGS.target(formatNumber(world.target.reward))}
        />
        <Readout
          words={READOUT_WORDS.shortfall}
          value={settled(bestReward - reward)}
          note={STRINGS.best(formatNumber(bestReward))}
        />
      </dl>
      <p className={readoutStyles.took}>
        {STRINGS.took(world.symbols.length, placesOf(world), world.prompts.length)}
      </p>
    </section>
  );
}

function MarkovFrontier({ run, world }: { readonly run: Run; readonly world: MarkovWorldView }) {
  const runs = usePage(shownRuns);
  const series = useMemo(() => {
    const ofWorld = runs.filter(
      ({ config }) =>
        config.task === 'markov' &&
        config.world === run.config.world &&
        config.rewardSpread === run.config.rewardSpread,
    );
    return markovFrontierSeries(world, drawnRuns(ofWorld, run.id, runStyles(runs)));
  }, [runs, run, world]);
  return (
    <section className="card">
      <ChartFigure
        title={STRINGS.frontier}
        explanation={STRINGS.frontierText}
        fileName="markov-frontier"
        label={STRINGS.frontier}
        series={series}
        x={STRINGS.x}
        y={STRINGS.y}
        height="large"
        hover="point"
        legend
      />
    </section>
  );
}

interface PlacesProps {
  readonly world: MarkovWorldView;
  /** Absent where an undo went back to a run. */
  readonly policy?: MarkovEvaluation['policy'];
}

function Places({ world, policy }: PlacesProps) {
  const [prompt, setPrompt] = useState(0);
  const maps = [
    [STRINGS.prior, world.prior],
    [STRINGS.policy, policy],
    [STRINGS.posterior, world.posterior],
  ] as const;
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.map}</h2>
      <p className={styles.run}>{STRINGS.mapText(placesOf(world))}</p>
      <label className={styles.prompt}>
        {STRINGS.prompt}{' '}
        <select className="select" value={prompt} onChange={({ target }) => setPrompt(Number(target.value))}>
          {world.prompts.map((text, c) => (
            <option key={text} value={c}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div className={styles.maps}>
        {maps.map(
          ([name, probabilities]) =>
            probabilities && (
              <SymbolMap
                key={name}
                name={name}
                symbols={world.symbols}
                probabilities={probabilities[prompt]}
              />
            ),
        )}
      </div>
    </section>
  );
}
