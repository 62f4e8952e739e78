// Describes the run's method: a paragraph, its equation, and the chart of each term.
import { objectives } from '../../objectives/index.ts';
import { methodTexts } from '../../objectives/texts/index.ts';
import { Equation } from '../controls/Equation.tsx';
import { usePage } from '../frame/useStore.ts';
import styles from './MethodCard.module.css';
import { methodEquation } from './method_equation.ts';

const STRINGS = {
  title: (label: string) => `What ${label} does`,
  terms: 'Terms, and where they are drawn',
  show: 'Show in the chart',
} as const;

export interface MethodCardProps {
  /** Shows a figure, named by its column, in the chosen chart. */
  readonly onShow: (figure: string) => void;
}

export function MethodCard({ onShow }: MethodCardProps) {
  const method = usePage((state) => state.draft.method);
  const rule = usePage((state) => state.draft.rule);
  const { label } = objectives[method];
  const { paragraph, terms, source } = methodTexts[method];
  const equation = methodEquation(method, { rule });
  return (
    <section className={`card ${styles.card}`}>
      <h2 className="card-title">{STRINGS.title(label)}</h2>
      <p className={styles.paragraph}>
        {paragraph} <span className={styles.source}>{source}.</span>
      </p>
      <Equation key={equation} tex={equation} display className={styles.equation} />
      <ul className={styles.terms} aria-label={STRINGS.terms}>
        {terms.map(({ tex, meaning, figure }) => (
          <li key={tex}>
            {figure ? (
              <button
                type="button"
                className={styles.term}
                title={STRINGS.show}
                onClick={() => onShow(figure)}
              >
                <Equation tex={tex} /> <span>{meaning}</span>
              </button>
            ) : (
              <span className={styles.term}>
                <Equation tex={tex} /> <span>{meaning}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
