// What the method of the run does: a paragraph, its equation, and each term with the chart it is drawn in.
import { METHOD_LABELS } from '../../config/method_labels.ts';
import { objectives } from '../../objectives/index.ts';
import { Equation } from '../controls/Equation.tsx';
import { usePage } from '../frame/useStore.ts';
import styles from './MethodCard.module.css';
import { METHOD_NOTES } from './method_notes.ts';

const STRINGS = {
  title: (label: string) => `What ${label} does`,
  terms: 'Terms, and where they are drawn',
  show: 'Show in the chart',
} as const;

export interface MethodCardProps {
  /** Asks for a figure, by its column, in the chart of the reader's choice. */
  readonly onShow: (figure: string) => void;
}

export function MethodCard({ onShow }: MethodCardProps) {
  const method = usePage((state) => state.draft.method);
  const { equation, source } = objectives[method];
  const { paragraph, terms } = METHOD_NOTES[method];
  return (
    <section className={`card ${styles.card}`}>
      <h2 className="card-title">{STRINGS.title(METHOD_LABELS[method])}</h2>
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
