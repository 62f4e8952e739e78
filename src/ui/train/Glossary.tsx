// Explains every figure of the charts in words; collapsed by default.
import { memo } from 'react';
import { METHOD_NAMES, objectives } from '../../objectives/index.ts';
import { methodTexts } from '../../objectives/texts/index.ts';
import { DIAGNOSTICS } from './diagnostic_catalogue.ts';
import styles from './Glossary.module.css';
import { OTHER_METRICS, REWARD, SELF_NORMALISED_KL } from './metric_catalogue.ts';

const STRINGS = {
  title: 'Every figure explained',
  shared: 'Of every method',
  own: 'Of single methods',
  readBy: (methods: string) => `Drawn for ${methods}.`,
} as const;

/** Methods whose equation has a term for this figure. */
function methodsOf(name: string): string {
  const column = `diagnostics.${name}`;
  return METHOD_NAMES.filter((method) => methodTexts[method].terms.some(({ figure }) => figure === column))
    .map((method) => objectives[method].label)
    .join(', ');
}

/** Never changes, so it does not render again with the charts. */
export const Glossary = memo(function Glossary() {
  return (
    <details className={`card ${styles.glossary}`}>
      <summary>{STRINGS.title}</summary>
      <h4>{STRINGS.shared}</h4>
      <dl>
        {[REWARD, SELF_NORMALISED_KL, ...OTHER_METRICS].map(({ label, unit, explanation }) => (
          <Entry key={label} label={label} unit={unit} explanation={explanation} />
        ))}
      </dl>
      <h4>{STRINGS.own}</h4>
      <dl>
        {Object.entries(DIAGNOSTICS).map(([name, { label, unit, explanation }]) => {
          const methods = methodsOf(name);
          const readBy = methods ? ` ${STRINGS.readBy(methods)}` : '';
          return <Entry key={name} label={label} unit={unit} explanation={`${explanation}${readBy}`} />;
        })}
      </dl>
    </details>
  );
});

interface EntryProps {
  readonly label: string;
  readonly unit: string;
  readonly explanation: string;
}

function Entry({ label, unit, explanation }: EntryProps) {
  return (
    <div>
      <dt>
        {label} {unit && <span className={styles.unit}>{unit}</span>}
      </dt>
      <dd>{explanation}</dd>
    </div>
  );
}
