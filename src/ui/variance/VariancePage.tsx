// The Gaussian toy of section 7.3 as a page. The visitor drags the proposal between target and policy, and sees the
// noise of five estimates of the same gradient. A worker computes during the drag.
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { coefficients, ESTIMATORS } from '../../gaussian/estimators.ts';
import { drawGroup, estimatorsOf, type ShownEstimator } from '../../gaussian/experiment.ts';
import { type OwnRule, ownCoefficients } from '../../gaussian/own_rule.ts';
import { InvalidGroupError } from '../../objectives/checks.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { addressHash, addressQuery, replaceAddress } from '../link/address_query.ts';
import { Term } from '../words/Term.tsx';
import { readVarianceHash, writeVarianceHash } from './address.ts';
import { Chart } from './Chart.tsx';
import { Controls } from './Controls.tsx';
import { Densities } from './Densities.tsx';
import { coefficientTex } from './estimators.ts';
import { varianceFindings } from './findings.ts';
import { OwnEstimator } from './OwnEstimator.tsx';
import { Readout } from './Readout.tsx';
import { curveOptions, pointOptions } from './settings.ts';
import { Table } from './Table.tsx';
import { type GaussianState, useGaussian } from './useGaussian.ts';
import styles from './VariancePage.module.css';

const STRINGS = {
  lede: (
    <>
      Why does BRAIn subtract a self-normalised baseline? Here everything is a bell curve, so the true
      gradient is known. Drag the <Term name="proposal">proposal</Term> towards the{' '}
      <Term name="policy">policy</Term>, and watch the noise.
    </>
  ),
  densities: 'One draw',
  densitiesLede: (samples: number) =>
    `${samples} samples from the proposal, each weighed by its coefficient:`,
  up: '▲ pulls the policy’s mean towards itself',
  down: '▼ pushes it away',
  findings: 'What these numbers say',
  computing: (percent: string) => `Computing… ${percent} %`,
  computed: (estimates: string, elapsed: string) =>
    `${estimates} estimates in ${elapsed} ms, off the main thread.`,
  waiting: 'Computing…',
  problem: 'The defaults stand in.',
  failed: (message: string) => `Nothing was computed: ${message}. Reload the page to go on.`,
} as const;

/** The view at the last visit of the page; the tab's link contains no settings. */
let lastHash = '#variance';

const openingView = () => readVarianceHash(addressHash().includes('?') ? addressHash() : lastHash);

export function VariancePage() {
  const store = useActions();
  const [{ view: opened, problems }] = useState(openingView);
  const [settings, setSettings] = useState(opened.settings);
  const [wantedTheta, setTheta] = useState(opened.theta);
  const [draw, setDraw] = useState(0);

  const [chosen, setChosen] = useState(opened.estimator);
  const [hasOwn, setHasOwn] = useState(opened.own);
  const own = useOwnRule(hasOwn);
  useEffect(() => {
    lastHash = writeVarianceHash({ settings, theta: wantedTheta, estimator: chosen, own: hasOwn });
    // Browsers refuse hundreds of rapid address changes, and a drag makes many.
    const timer = setTimeout(() => {
      if (wantedTheta !== opened.theta) store.note({ type: 'moved-theta', to: wantedTheta });
      // Back may have left this page already.
      if (addressHash().startsWith('#variance')) replaceAddress(addressQuery(), lastHash);
    }, 250);
    return () => clearTimeout(timer);
  }, [store, opened, settings, wantedTheta, chosen, hasOwn]);
  const { samples: count, policyMean, seed, from, to } = settings;
  const theta = Math.min(to, Math.max(from, wantedTheta));
  // The handle follows the pointer at once; the chart and the worker may follow a frame later.
  const laterTheta = useDeferredValue(theta);
  const curves = useGaussian(useMemo(() => curveOptions(settings, own), [settings, own]));
  const point = useGaussian(
    useMemo(() => pointOptions(settings, laterTheta, own), [settings, laterTheta, own]),
  );

  const samples = useMemo(() => drawGroup(theta, count, seed, draw), [theta, count, seed, draw]);
  const weights = useMemo(
    () => allCoefficients(samples, theta, policyMean, own),
    [samples, theta, policyMean, own],
  );
  const estimates = useMemo(() => {
    const estimate = (all: readonly number[]) =>
      all.reduce((sum, c, i) => sum + c * (samples[i] - policyMean), 0);
    return Object.fromEntries(Object.entries(weights).map(([name, all]) => [name, estimate(all)])) as Partial<
      Record<ShownEstimator, number>
    >;
  }, [weights, samples, policyMean]);
  const showOwn = (open: boolean) => {
    setHasOwn(open);
    if (!open && chosen === 'own') setChosen('brain');
  };

  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      {problems.length > 0 && (
        <p className={`card ${styles.problem}`} role="status">
          {problems.join('; ')}. {STRINGS.problem}
        </p>
      )}
      <div className={styles.columns}>
        <div className="page-content">
          <section className={`card ${styles.view}`}>
            <div className={styles.draw}>
              <h2 className="card-title">{STRINGS.densities}</h2>
              <p className="card-lede">
                {STRINGS.densitiesLede(count)} <span className={styles.up}>{STRINGS.up}</span>,{' '}
                <span className={styles.down}>{STRINGS.down}</span>.
              </p>
              <Densities
                theta={theta}
                from={from}
                to={to}
                policyMean={policyMean}
                samples={samples}
                coefficients={weights[chosen] ?? samples.map(() => 0)}
                onTheta={setTheta}
              />
            </div>
            <Noise state={curves} theta={laterTheta} />
          </section>
          <section className="card">
            <Readout
              chosen={chosen}
              onChoose={setChosen}
              onDraw={() => setDraw(draw + 1)}
              estimates={estimates}
              coefficientTex={coefficientTex(chosen, own?.rule ?? '')}
              point={point}
              policyMean={policyMean}
            />
          </section>
          <OwnEstimator open={hasOwn} onOpen={showOwn} state={curves} />
          <Results state={curves} />
        </div>
        <Controls settings={settings} onChange={setSettings} />
      </div>
    </>
  );
}

/** The draft's rule while it is shown; memoised, because a new object is a new request. */
function useOwnRule(shown: boolean): OwnRule | undefined {
  const rule = usePage((state) => state.draft.rule);
  const ruleLambda = usePage((state) => state.draft.ruleLambda);
  return useMemo(() => (shown ? { rule, ruleLambda } : undefined), [shown, rule, ruleLambda]);
}

/** An own rule that refuses these samples is left out. */
function allCoefficients(samples: readonly number[], theta: number, policyMean: number, own?: OwnRule) {
  const all = ESTIMATORS.map((name) => [name, coefficients(name, samples, theta, policyMean)] as const);
  return {
    ...(Object.fromEntries(all) as Partial<Record<ShownEstimator, readonly number[]>>),
    ...(own && drawnByOwn(own, samples, theta, policyMean)),
  };
}

function drawnByOwn(own: OwnRule, ...drawn: [samples: readonly number[], theta: number, policyMean: number]) {
  try {
    return { own: ownCoefficients(own, ...drawn) };
  } catch (error) {
    if (error instanceof InvalidGroupError) return {};
    throw error;
  }
}

interface NoiseProps {
  readonly state: GaussianState;
  readonly theta: number;
}

/** The paper's chart beside the bells, with the dragged theta marked in it. */
function Noise({ state: { answer, share, problem }, theta }: NoiseProps) {
  if (problem !== undefined) return <p className={styles.problem}>{STRINGS.failed(problem)}</p>;
  if (!answer) return <p className={styles.waiting}>{STRINGS.waiting}</p>;
  return <Chart answer={answer} theta={theta} busy={share !== undefined} />;
}

function Results({ state: { answer, share } }: { readonly state: GaussianState }) {
  const findings = useMemo(() => (answer ? varianceFindings(answer.result, answer.options) : []), [answer]);
  if (!answer) return null;
  const { options, elapsedMs } = answer;
  const estimates = options.thetas.length * options.repeats * estimatorsOf(answer.result).length;
  return (
    <>
      <section className="card">
        <h2 className="card-title">{STRINGS.findings}</h2>
        <div className={styles.findings}>
          {findings.map(({ title, lead, text }) => (
            <div key={title}>
              <h3>{title}</h3>
              <p className={styles.lead}>{lead}</p>
              <p>{text}</p>
            </div>
          ))}
        </div>
        <p className={styles.cost}>
          {share === undefined
            ? STRINGS.computed(estimates.toLocaleString('en'), formatNumber(elapsedMs, 2))
            : STRINGS.computing((100 * share).toFixed(0))}
        </p>
      </section>
      <Table answer={answer} />
    </>
  );
}
