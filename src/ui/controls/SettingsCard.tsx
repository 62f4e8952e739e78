// Card with a page's settings: it stays in sight beside the charts, and folds away on a small screen.
import { type ReactNode, useState } from 'react';
import styles from './SettingsCard.module.css';

const STRINGS = {
  title: 'Settings',
  show: 'Show settings',
  hide: 'Hide settings',
  defaults: 'Defaults',
} as const;

export interface SettingsCardProps {
  /** Describes the defaults. */
  readonly defaultsTitle: string;
  readonly onDefaults: () => void;
  readonly className?: string;
  /** Whether it folds away on a small screen. Default: it does. */
  readonly folds?: boolean;
  readonly children: ReactNode;
}

export function SettingsCard({
  defaultsTitle,
  onDefaults,
  className = '',
  folds = true,
  children,
}: SettingsCardProps) {
  const [shown, setShown] = useState(!folds);
  return (
    <section className={`card ${styles.panel} ${className}`} aria-label={STRINGS.title}>
      <div className={styles.head}>
        <h2 className="card-title">{STRINGS.title}</h2>
        <button type="button" className="tool" title={defaultsTitle} onClick={onDefaults}>
          {STRINGS.defaults}
        </button>
        {folds && (
          <button
            type="button"
            className={`tool ${styles.toggle}`}
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? STRINGS.hide : STRINGS.show}
          </button>
        )}
      </div>
      <div className={styles.body} data-shown={shown}>
        {children}
      </div>
    </section>
  );
}
