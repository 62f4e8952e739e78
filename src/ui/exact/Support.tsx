// Shows every outcome of the task under prior, policy and posterior. Gaps between the policy's dots and the posterior's
// line reveal mode collapse and missed modes.
import { memo, useMemo, useRef, useState } from 'react';
import { csvText } from '../../formats/csv.ts';
import type { ExactWorld } from '../../session/protocol.ts';
import chartStyles from '../charts/ChartFigure.module.css';
import { ChartLegend } from '../charts/ChartLegend.tsx';
import { chartPng } from '../charts/chart_files.ts';
import type { ChartSeries } from '../charts/chart_series.ts';
import { download } from '../charts/download.ts';
import { formatPercent } from '../charts/number_format.ts';
import { PROVENANCE_COLUMNS, type Provenance, provenanceCells, provenanceOf } from '../charts/provenance.ts';
import { useActions } from '../frame/useStore.ts';
import { Term } from '../words/Term.tsx';
import styles from './Support.module.css';
import { SupportPicture } from './SupportPicture.tsx';
import { ErrorTable, ModeTable } from './SupportTables.tsx';
import { massOf, rankByPosterior, ranksOf, rewardModes, shortName } from './support_modes.ts';
import type { RankScale, SupportCurve } from './support_plot.ts';

const STRINGS = {
  title: 'The whole support',
  explanation: (count: string) => (
    <>
      All {count} strings, those that the <Term name="posterior" /> likes best first. A dot of the{' '}
      <Term name="policy" /> under the line: a string it misses. Over it: one it writes too often. Named: the
      peaks of the <Term name="reward" symbol={false} />. Point at a dot, or use the arrow keys.
    </>
  ),
  scale: 'Rank on a',
  scales: { logarithmic: 'log scale', linear: 'linear scale' } satisfies Record<RankScale, string>,
  prior: 'starting model (prior)',
  policy: (step: number) => `model at step ${step} (policy)`,
  posterior: 'target (posterior)',
  meanTarget: 'where averaged log-probs lead',
  csv: 'CSV',
  csvTitle: 'Download every string with its probabilities as CSV',
  png: 'PNG',
  pngTitle: 'Download the picture',
  picture: (count: string, policy: string, posterior: string) =>
    `Probability of ${count} strings: starting model, model and target. On the peaks and one letter around them: model ${policy}, target ${posterior}.`,
} as const;

const SHOWN_MODES = 6;

export interface SupportProps {
  readonly world: ExactWorld;
  /** Step of the policy. */
  readonly step: number;
  readonly logPolicy: Float64Array; // [K]
  /** Colour token of the run's method. */
  readonly colour: string;
}

export const Support = memo(({ world: exactWorld, step, logPolicy, colour }: SupportProps) => {
  const world = useMemo(() => ({ ...exactWorld, names: exactWorld.names.map(shortName) }), [exactWorld]);
  const { logPrior, logPosterior, logMeanTarget } = world;
  const [scale, setScale] = useState<RankScale>('logarithmic');
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const order = useMemo(() => rankByPosterior(logPosterior), [logPosterior]);
  const modes = useMemo(() => rewardModes(world, SHOWN_MODES), [world]);
  const curves = useMemo((): SupportCurve[] => {
    const target = logMeanTarget && {
      id: 'mean-target',
      label: STRINGS.meanTarget,
      colour: '--chart-judge',
      logMass: logMeanTarget,
    };
    return [
      { id: 'prior', label: STRINGS.prior, colour: '--chart-best', logMass: logPrior },
      ...(target ? [target] : []),
      { id: 'posterior', label: STRINGS.posterior, colour: '--ink', logMass: logPosterior, line: true },
      { id: 'policy', label: STRINGS.policy(step), colour, logMass: logPolicy },
    ];
  }, [logPrior, logMeanTarget, logPosterior, logPolicy, step, colour]);
  const legend = curves.map(toLegend);
  const store = useActions();
  const count = world.names.length.toLocaleString('en');
  const near = [...new Set(modes.flatMap(({ neighbourhood: around }) => around))];
  const label = STRINGS.picture(
    count,
    formatPercent(massOf(logPolicy, near)),
    formatPercent(massOf(logPosterior, near)),
  );

  const saveCsv = () => {
    const text = supportCsv(world, order, curves, provenanceOf(store.getState()));
    download(`support-step-${step}.csv`, new Blob([text], { type: 'text/csv' }));
  };
  const savePng = async () => {
    const description = { label: STRINGS.title, series: legend, x: { label: '' }, y: { label: '' } };
    download('support.png', await chartPng(canvasRef.current!, description, provenanceOf(store.getState())));
  };
  return (
    <section className="card">
      <figure className={styles.figure} data-panel="support">
        <div className={styles.head}>
          <h2 className="card-title">{STRINGS.title}</h2>
          <label className={styles.choice}>
            {STRINGS.scale}
            <select
              className="select"
              value={scale}
              onChange={({ target }) => setScale(target.value as RankScale)}
            >
              {(['logarithmic', 'linear'] as const).map((scaleName) => (
                <option key={scaleName} value={scaleName}>
                  {STRINGS.scales[scaleName]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <figcaption className={chartStyles.explanation}>{STRINGS.explanation(count)}</figcaption>
        <SupportPicture
          world={world}
          order={order}
          curves={curves}
          modes={modes}
          scale={scale}
          label={label}
          canvasRef={canvasRef}
        />
        <div className={chartStyles.foot}>
          <ChartLegend series={legend} />
          <div className={chartStyles.tools}>
            <button type="button" className="tool" title={STRINGS.csvTitle} onClick={saveCsv}>
              {STRINGS.csv}
            </button>
            <button type="button" className="tool" title={STRINGS.pngTitle} onClick={savePng}>
              {STRINGS.png}
            </button>
          </div>
        </div>
      </figure>
      <div className={styles.tables}>
        <ModeTable world={world} logPolicy={logPolicy} modes={modes} />
        <ErrorTable world={world} logPolicy={logPolicy} />
      </div>
    </section>
  );
});

const toLegend = ({ id, label, colour, line }: SupportCurve): ChartSeries => ({
  id,
  label,
  colour,
  line: line ? 'solid' : 'none',
  marker: line ? 'none' : 'square',
  points: [],
});

function supportCsv(
  { names, reward }: ExactWorld,
  order: Uint32Array,
  curves: readonly SupportCurve[],
  provenance: Provenance,
): string {
  const source = provenanceCells(provenance);
  const ranks = ranksOf(order);
  return csvText([
    [
      'rank',
      'outcome',
      'reward',
      ...curves.map(({ id }) => `log-prob of ${id} (nats)`),
      ...PROVENANCE_COLUMNS,
    ],
    ...Array.from(order, (i) => [
      ranks[i] + 1,
      names[i],
      reward[i],
      ...curves.map((c) => c.logMass[i]),
      ...source,
    ]),
  ]);
}
