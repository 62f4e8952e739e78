// The frame of all pages: header with tabs, notices, the page itself, footer.
import { lazy, Suspense } from 'react';
import styles from './App.module.css';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';
import { Notices } from './panels/Notices.tsx';
import { TrainPage } from './panels/TrainPage.tsx';
import { useHashPage } from './useHashPage.ts';

const STRINGS = {
  skip: 'Skip to the content',
  loading: 'Loading…',
  footer: 'Everything runs in this tab; nothing is sent anywhere.',
} as const;

const Variance = lazy(async () => {
  const { Variance } = await import('./panels/Variance.tsx');
  return { default: Variance };
});

const Exact = lazy(async () => {
  const { Exact } = await import('./panels/Exact.tsx');
  return { default: Exact };
});

const Benchmark = lazy(async () => {
  const { Benchmark } = await import('./panels/Benchmark.tsx');
  return { default: Benchmark };
});

const Reproduce = lazy(async () => {
  const { Reproduce } = await import('./panels/Reproduce.tsx');
  return { default: Reproduce };
});

const lazyPages = { variance: Variance, exact: Exact, reproduce: Reproduce, benchmark: Benchmark } as const;

export function App() {
  const page = useHashPage();
  const Lazy = page === 'train' ? undefined : lazyPages[page];
  return (
    <>
      <button type="button" className={styles.skip} onClick={focusMain}>
        {STRINGS.skip}
      </button>
      <Header page={page} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Notices />
        {Lazy === undefined ? (
          <TrainPage />
        ) : (
          <ErrorBoundary key={page}>
            <Suspense fallback={<p>{STRINGS.loading}</p>}>
              <Lazy />
            </Suspense>
          </ErrorBoundary>
        )}
      </main>
      <footer className={styles.footer}>{STRINGS.footer}</footer>
    </>
  );
}

function focusMain(): void {
  document.getElementById('main')?.focus();
}
