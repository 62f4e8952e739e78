// Walks from DPO-sft and from GDC to BRAIn. The equation changes term by term, and each step weighs the present
// samples.
import { memo, useId, useRef, useState } from 'react';
import type { RunConfig } from '../../config/schema.ts';
import { objectives } from '../../objectives/index.ts';
import type { Microscope } from '../../session/protocol.ts';
import { Equation } from '../controls/Equation.tsx';
import { useNearView, useShown } from '../frame/near_view.ts';
import { useActions, useCurrentRun } from '../frame/useStore.ts';
import styles from './BridgesPanel.module.css';
import { BRIDGES, type Bridge } from './bridge_steps.ts';
import { PushBars } from './PushBars.tsx';

const STRINGS = {
  title: 'Bridges',
  explanation:
    'Change one term at a time, from left to right. Bars: the same answers, worst reward to best; up means made more likely. Heights are not comparable between boxes.',
  train: (label: string) => `Train ${label}`,
  empty: 'Train or step: the bars appear with the first weighed answers.',
  bars: (label: string) => `Pushes of ${label}`,
} as const;

export function BridgesPanel() {
  const ref = useRef<HTMLElement>(null);
  const run = useShown(useCurrentRun(), useNearView(ref));
  return (
    <section ref={ref} className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      <div className={styles.bridges} data-target="bridges">
        {BRIDGES.map((bridge) => (
          <BridgeWalk key={bridge.id} bridge={bridge} microscope={run?.microscope} config={run?.config} />
        ))}
      </div>
    </section>
  );
}

interface BridgeWalkProps {
  readonly bridge: Bridge;
  readonly microscope?: Microscope;
  readonly config?: RunConfig;
}

/** Memoised: it renders for a new group of samples, not for every training step. */
const BridgeWalk = memo(function BridgeWalk({ bridge, microscope, config }: BridgeWalkProps) {
  const store = useActions();
  const name = useId();
  const [stepIndex, setStepIndex] = useState(0);
  const step = bridge.steps[stepIndex];
  const choose = (i: number) => {
    setStepIndex(i);
    store.note({ type: 'weighed-with', method: bridge.steps[i].method });
  };
  const train = () => {
    store.chooseMethod(step.method);
    store.restart();
    store.play();
  };
  return (
    <fieldset className={styles.walk}>
      <legend>{bridge.title}</legend>
      <div className={styles.steps}>
        {bridge.steps.map(({ method, change }, i) => (
          <label key={method} className={styles.step} data-chosen={i === stepIndex}>
            <input type="radio" name={name} checked={i === stepIndex} onChange={() => choose(i)} />
            <span className={styles.change}>{change}</span>
            <strong>{objectives[method].label}</strong>
            {microscope && config && (
              <PushBars
                microscope={microscope}
                method={method}
                config={config}
                label={STRINGS.bars(objectives[method].label)}
              />
            )}
          </label>
        ))}
      </div>
      {!microscope && <p className={styles.empty}>{STRINGS.empty}</p>}
      <Equation key={step.equation} tex={step.equation} display className={styles.equation} />
      <p className={styles.sentence}>{step.sentence}</p>
      <button type="button" className="button" onClick={train}>
        {STRINGS.train(objectives[step.method].label)}
      </button>
    </fieldset>
  );
});
