// Name, tabs, what computes, the paper, the theme.
import { useSyncExternalStore } from 'react';
import styles from './Header.module.css';
import { chooseTheme, currentTheme, subscribeToTheme } from './theme.ts';
import type { PageName } from './useHashPage.ts';
import { usePage } from './useStore.ts';

const STRINGS = {
  name: 'BRAIn Playground',
  pages: { train: 'Train', variance: 'Variance' },
  nav: 'Pages',
  looking: 'Looking for a GPU…',
  paper: 'Paper',
  paperTitle:
    'BRAIn: Bayesian Reward-conditioned Amortized Inference for natural language generation from feedback, arXiv 2402.02479',
  toDark: 'Dark theme',
  toLight: 'Light theme',
} as const;

export function Header({ page }: { readonly page: PageName }) {
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        <h1 className={styles.name}>{STRINGS.name}</h1>
        <nav className={styles.tabs} aria-label={STRINGS.nav}>
          {(['train', 'variance'] as const).map((name) => (
            <a key={name} href={`#${name}`} aria-current={page === name ? 'page' : undefined}>
              {STRINGS.pages[name]}
            </a>
          ))}
        </nav>
        <BackendBadge />
        <div className={styles.end}>
          <a className={styles.paper} href="https://arxiv.org/abs/2402.02479" title={STRINGS.paperTitle}>
            {STRINGS.paper}
            <span className={styles.wide}> arXiv 2402.02479</span>
          </a>
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}

function BackendBadge() {
  const backend = usePage((state) => state.backend);
  return (
    <p className={styles.badge} role="status" data-kind={backend?.name ?? 'none'}>
      <span className={styles.dot} aria-hidden="true" />
      <span>
        {backend ? backend.label : STRINGS.looking}
        {backend?.reason && <span className={styles.reason}> {backend.reason}</span>}
      </span>
    </p>
  );
}

function ThemeToggle() {
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);
  const label = theme === 'dark' ? STRINGS.toLight : STRINGS.toDark;
  return (
    <button
      type="button"
      className={styles.theme}
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14Z" fill="currentColor" />
      </svg>
    </button>
  );
}
