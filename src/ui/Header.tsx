// Page header: name, tabs, backend, link to the paper, theme.
import { useSyncExternalStore } from 'react';
import { BACKEND_NAMES, type BackendName } from '../session/protocol.ts';
import { chooseTheme, currentTheme, subscribeToTheme } from './frame/theme.ts';
import { PAGES, type PageName } from './frame/useHashPage.ts';
import { useActions, usePage } from './frame/useStore.ts';
import styles from './Header.module.css';

const STRINGS = {
  name: 'BRAIn Playground',
  pages: {
    train: 'Train',
    variance: 'Variance',
    exact: 'Exact',
    reproduce: 'Reproduce',
    benchmark: 'Benchmark',
  } satisfies Record<PageName, string>,
  nav: 'Pages',
  looking: 'Looking for a GPU…',
  preparing: (done: number, all: number) => `Compiling GPU kernels ${done}/${all}`,
  compute: 'What computes',
  backends: {
    webgpu: 'WebGPU',
    cpu: 'CPU',
    'tfjs-webgpu': 'TensorFlow.js · WebGPU',
    'tfjs-wasm': 'TensorFlow.js · WASM',
    'tfjs-cpu': 'TensorFlow.js · plain JavaScript',
  } satisfies Record<BackendName, string>,
  use: (name: string) => `Use ${name}`,
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
          {PAGES.map((name) => (
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
  const store = useActions();
  const backend = usePage((state) => state.backend);
  const preparing = usePage((state) => state.preparing);
  return (
    <p className={styles.badge} role="status" data-kind={backend?.name ?? 'none'}>
      <span className={styles.dot} aria-hidden="true" />
      <span>
        {backend?.only ? (
          backend.label
        ) : backend ? (
          <select
            className={styles.backend}
            aria-label={STRINGS.compute}
            title={STRINGS.compute}
            value={backend.name}
            onChange={({ target }) => store.switchBackend(target.value as BackendName)}
          >
            {BACKEND_NAMES.map((name) => (
              <option key={name} value={name}>
                {name === backend.name ? backend.label : STRINGS.backends[name]}
              </option>
            ))}
          </select>
        ) : (
          STRINGS.looking
        )}
        {preparing && (
          <span className={styles.reason}> {STRINGS.preparing(preparing.done, preparing.total)}</span>
        )}
        {backend?.reason && <span className={styles.reason}> {backend.reason}</span>}
        {backend?.alternative && <Alternative name={backend.alternative} />}
      </span>
    </p>
  );
}

function Alternative({ name }: { readonly name: BackendName }) {
  const store = useActions();
  return (
    <button type="button" className={`tool ${styles.alternative}`} onClick={() => store.switchBackend(name)}>
      {STRINGS.use(STRINGS.backends[name])}
    </button>
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
