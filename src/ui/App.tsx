// The frame of all pages: header with tabs, notices, page, footer.
import styles from './App.module.css';
import { isServedByClass, isTeachersPage } from './frame/class_address.ts';
import { lazyPart } from './frame/lazy_part.tsx';
import { Notices } from './frame/Notices.tsx';
import { usePresenting } from './frame/presenting.ts';
import { UpdateNotice } from './frame/UpdateNotice.tsx';
import { useHashPage } from './frame/useHashPage.ts';
import { Header, HeaderTools } from './Header.tsx';
import { LessonDoor } from './lesson/LessonDoor.tsx';
import { Presenter } from './presenter/Presenter.tsx';
import { TrainPage } from './stage/TrainPage.tsx';
import { DropTarget } from './train/DropTarget.tsx';

const STRINGS = {
  skip: 'Skip to the content',
  loading: 'Loading…',
  footer: 'Everything runs in this tab; nothing is sent anywhere.',
} as const;

const LOADING = <p>{STRINGS.loading}</p>;

const lazyPages = {
  variance: lazyPart(async () => (await import('./variance/VariancePage.tsx')).VariancePage, LOADING),
  exact: lazyPart(async () => (await import('./exact/ExactPage.tsx')).ExactPage, LOADING),
  reproduce: lazyPart(async () => (await import('./reproduce/ReproducePage.tsx')).ReproducePage, LOADING),
  own: lazyPart(async () => (await import('./own/OwnPage.tsx')).OwnPage, LOADING),
  sweep: lazyPart(async () => (await import('./sweep/SweepPage.tsx')).SweepPage, LOADING),
  lessons: lazyPart(async () => (await import('./lesson/LessonsPage.tsx')).LessonsPage, LOADING),
  class: lazyPart(async () => (await import('./class/ClassPage.tsx')).ClassPage, LOADING),
  benchmark: lazyPart(async () => (await import('./benchmark/BenchmarkPage.tsx')).BenchmarkPage, LOADING),
} as const;

/** Only a class's server paces pages. */
const Pacing = lazyPart(async () => (await import('./pacing/Pacing.tsx')).Pacing);
const isPaced = isServedByClass() && !isTeachersPage();

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
      <LessonDoor />
      <main id={MAIN_ID} className={styles.main} tabIndex={-1}>
        <UpdateNotice />
        <Notices />
        <DropTarget />
        {Lazy === undefined ? <TrainPage /> : <Lazy key={page} />}
      </main>
      {!presenting && (
        <>
          <footer className={styles.footer}>{STRINGS.footer}</footer>
          <HeaderTools page={page} />
        </>
      )}
      <Presenter rootId={MAIN_ID} />
      {isPaced && <Pacing />}
    </>
  );
}

function focusMain(): void {
  document.getElementById(MAIN_ID)?.focus();
}
