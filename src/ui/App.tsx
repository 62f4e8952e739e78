// The frame of all pages: header with tabs, notices, page, footer.
import { lazy, Suspense } from 'react';
import styles from './App.module.css';
import { ErrorBoundary } from './frame/ErrorBoundary.tsx';
import { Notices } from './frame/Notices.tsx';
import { usePresenting } from './frame/presenting.ts';
import { useHashPage } from './frame/useHashPage.ts';
import { Header, HeaderTools } from './Header.tsx';
import { Presenter } from './presenter/Presenter.tsx';
import { TrainPage } from './stage/TrainPage.tsx';
import { DropTarget } from './train/DropTarget.tsx';

const STRINGS = {
  skip: 'Skip to the content',
  loading: 'Loading…',
  footer: 'Everything runs in this tab; nothing is sent anywhere.',
} as const;

const VariancePage = lazy(async () => {
  const { VariancePage } = await import('./variance/VariancePage.tsx');
  return { default: VariancePage };
});

const ExactPage = lazy(async () => {
  const { ExactPage } = await import('./exact/ExactPage.tsx');
  return { default: ExactPage };
});

const BenchmarkPage = lazy(async () => {
  const { BenchmarkPage } = await import('./benchmark/BenchmarkPage.tsx');
  return { default: BenchmarkPage };
});

const ReproducePage = lazy(async () => {
  const { ReproducePage } = await import('./reproduce/ReproducePage.tsx');
  return { default: ReproducePage };
});

const lazyPages = {
  variance: VariancePage,
  exact: ExactPage,
  reproduce: ReproducePage,
  benchmark: BenchmarkPage,
} as const;

const MAIN_ID = 'main';

export function App() {
  const page = useHashPage();
  const presenting = usePresenting();
  const Lazy = page === 'train' ? undefined : lazyPages[page];
  return (
    <>
      {!presenting && (
        <>
          <button type="button" className={styles.skip} onClick={focusMain}>
            {STRINGS.skip}
          </button>
          <Header page={page} />
        </>
      )}
      <main id={MAIN_ID} className={styles.main} tabIndex={-1}>
        <Notices />
        <DropTarget />
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
      {!presenting && (
        <>
          <footer className={styles.footer}>{STRINGS.footer}</footer>
          <HeaderTools page={page} />
        </>
      )}
      <Presenter rootId={MAIN_ID} />
    </>
  );
}

function focusMain(): void {
  document.getElementById(MAIN_ID)?.focus();
}
