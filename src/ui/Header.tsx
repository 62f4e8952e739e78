// Page header in one line: the name and the tabs; what computes, and a menu with the rest, at its right end.
import { useRef, useState, useSyncExternalStore } from 'react';
import { currentRun, type PageState } from '../store/page_state.ts';
import { BackendChip } from './BackendChip.tsx';
import { Icon } from './frame/Icon.tsx';
import { lazyPart } from './frame/lazy_part.tsx';
import { Popover } from './frame/Popover.tsx';
import { ShortcutsSheet } from './frame/ShortcutsSheet.tsx';
import { chooseTheme, currentTheme, subscribeToTheme } from './frame/theme.ts';
import type { PageName } from './frame/useHashPage.ts';
import { useMediaQuery } from './frame/useMediaQuery.ts';
import { usePage } from './frame/useStore.ts';
import styles from './Header.module.css';
import { unlock, useClassLink, useHidden } from './link/class_link.ts';
import { present } from './presenter/presenter_mode.ts';
import { ExportRuns } from './train/ExportRuns.tsx';
import { OpenRunFile } from './train/OpenRunFile.tsx';
import { useWording } from './words/Term.tsx';
import { chooseWording } from './words/terms.ts';

// What a visit may never open loads when it is opened.
const ShareContent = lazyPart(async () => (await import('./share/ShareContent.tsx')).ShareContent);
const ClassDialog = lazyPart(async () => (await import('./share/ClassDialog.tsx')).ClassDialog);
const ClusterDialog = lazyPart(async () => (await import('./train/cluster/ClusterDialog.tsx')).ClusterDialog);
const HandIn = lazyPart(async () => (await import('./hand_in/HandIn.tsx')).HandIn);
const CiteContent = lazyPart(async () => (await import('./share/CiteContent.tsx')).CiteContent);

const STRINGS = {
  name: 'BRAIn Playground',
  tabs: [
    ['train', 'Train'],
    ['variance', 'Variance'],
    ['exact', 'Exact'],
    ['reproduce', 'Reproduce'],
  ] satisfies [PageName, string][],
  nav: 'Pages',
  tools: 'Page tools',
  menu: 'Menu',
  share: 'Share',
  forClass: 'For a class…',
  cluster: 'Take it to a cluster…',
  clusterTitle: 'The current run as a folder for PyTorch, and its points back',
  unlock: 'Unlock',
  unlockTitle: 'Shows and frees all that a teacher’s link hid or set',
  handIn: 'Hand in',
  morePages: [
    ['own', 'Bring your own', 'Your model, prompts and reward; nothing leaves this machine'],
    ['lessons', 'Lessons', 'Four guided lessons, with notes for teachers'],
    ['class', 'Class', 'For teachers: collect what a class handed in'],
    ['sweep', 'Sweeps', 'The same run at several values of a setting'],
  ] satisfies [PageName, string, string][],
  present: 'Present',
  cite: 'Cite',
  keys: 'Keyboard shortcuts',
  paper: 'Read the paper',
  paperTitle:
    'BRAIn: Bayesian Reward-conditioned Amortized Inference for natural language generation from feedback, arXiv 2402.02479',
  toDark: 'Dark theme',
  toLight: 'Light theme',
  toPaper: 'The paper’s terms',
  toPlain: 'Plain words',
} as const;

/** Narrower, the tabs go into the menu. */
const NARROW = '(max-width: 820px)';

export function Header({ page }: { readonly page: PageName }) {
  const narrow = useMediaQuery(NARROW);
  const pagesHidden = useHidden('pages');
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        <h1 className={styles.name}>{STRINGS.name}</h1>
        {!narrow && !pagesHidden && <Tabs page={page} />}
      </div>
    </header>
  );
}

/** At the right end of the header for the eye, behind the page for the keyboard: its main button comes first. */
export function HeaderTools({ page }: { readonly page: PageName }) {
  const narrow = useMediaQuery(NARROW);
  const sheetRef = useRef<HTMLDialogElement>(null);
  const [forClass, setForClass] = useState(false);
  const [toCluster, setToCluster] = useState<number>();
  const trainedId = usePage(trainedRunId);
  const [pagesHidden, shareHidden] = [useHidden('pages'), useHidden('share')];
  return (
    <section className={styles.tools} aria-label={STRINGS.tools}>
      <BackendChip />
      <Popover name={STRINGS.menu} className={styles.item} button={<Icon name="menu" />}>
        <div className={styles.menu}>
          {narrow && !pagesHidden && <Tabs page={page} />}
          {!shareHidden && (
            <>
              <Popover name={STRINGS.share} className={styles.item} button={STRINGS.share}>
                <ShareContent>
                  <ExportRuns />
                  <button type="button" className="button" onClick={() => setForClass(true)}>
                    {STRINGS.forClass}
                  </button>
                  <button
                    type="button"
                    className="button"
                    title={STRINGS.clusterTitle}
                    disabled={trainedId === undefined}
                    onClick={() => setToCluster(trainedId)}
                  >
                    {STRINGS.cluster}
                  </button>
                </ShareContent>
              </Popover>
              <OpenRunFile className={styles.item} />
            </>
          )}
          <Popover name={STRINGS.handIn} className={styles.item} button={STRINGS.handIn}>
            <HandIn />
          </Popover>
          <Unlock />
          <Popover name={STRINGS.cite} className={styles.item} button={STRINGS.cite}>
            <CiteContent />
          </Popover>
          {!pagesHidden &&
            STRINGS.morePages.map(([name, label, title]) => (
              <a
                key={name}
                className={styles.item}
                href={`#${name}`}
                aria-current={page === name ? 'page' : undefined}
                title={title}
              >
                {label}
              </a>
            ))}
          <button type="button" className={styles.item} onClick={() => present(true)}>
            {STRINGS.present}
          </button>
          <button type="button" className={styles.item} onClick={() => sheetRef.current!.showModal()}>
            {STRINGS.keys}
          </button>
          <WordingToggle />
          <ThemeToggle />
          <a className={styles.item} href="https://arxiv.org/abs/2402.02479" title={STRINGS.paperTitle}>
            {STRINGS.paper}
          </a>
        </div>
      </Popover>
      <ShortcutsSheet sheetRef={sheetRef} />
      {forClass && <ClassDialog onClose={() => setForClass(false)} />}
      {toCluster !== undefined && <ClusterDialog runId={toCluster} onClose={() => setToCluster(undefined)} />}
    </section>
  );
}

/** The current run, once it has trained. */
const trainedRunId = (state: PageState): number | undefined => {
  const run = currentRun(state);
  return run && run.steps.length > 0 ? run.id : undefined;
};

/** Frees what a teacher's link locks, hides and deals out. */
function Unlock() {
  const { lock, hide, seats } = useClassLink();
  if (lock.length + hide.length === 0 && !seats) return null;
  return (
    <button type="button" className={styles.item} title={STRINGS.unlockTitle} onClick={unlock}>
      {STRINGS.unlock}
    </button>
  );
}

function Tabs({ page }: { readonly page: PageName }) {
  return (
    <nav className={styles.tabs} aria-label={STRINGS.nav}>
      {STRINGS.tabs.map(([name, label]) => (
        <a key={name} href={`#${name}`} aria-current={page === name ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** Plain words, or those of the paper. */
function WordingToggle() {
  const wording = useWording();
  return (
    <button
      type="button"
      className={styles.item}
      onClick={() => chooseWording(wording === 'plain' ? 'paper' : 'plain')}
    >
      {wording === 'plain' ? STRINGS.toPaper : STRINGS.toPlain}
    </button>
  );
}

function ThemeToggle() {
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);
  return (
    <button
      type="button"
      className={styles.item}
      onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      {theme === 'dark' ? STRINGS.toLight : STRINGS.toDark}
    </button>
  );
}
