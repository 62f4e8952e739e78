// Page header in one line: name, tabs, what computes, Share, Cite, keys, theme, paper. Where it does not fit, a menu holds the rest.
import { lazy, type RefObject, Suspense, useRef, useSyncExternalStore } from 'react';
import { BackendChip } from './BackendChip.tsx';
import { Icon } from './frame/Icon.tsx';
import { Popover } from './frame/Popover.tsx';
import { ShortcutsSheet } from './frame/ShortcutsSheet.tsx';
import { chooseTheme, currentTheme, subscribeToTheme } from './frame/theme.ts';
import type { PageName } from './frame/useHashPage.ts';
import { useMediaQuery } from './frame/useMediaQuery.ts';
import styles from './Header.module.css';
import { present } from './presenter/presenter_mode.ts';
import { ExportRuns } from './train/ExportRuns.tsx';

// What a visit may never open loads when it is opened.
const ShareContent = lazy(async () => ({
  default: (await import('./share/ShareContent.tsx')).ShareContent,
}));
const CiteContent = lazy(async () => ({ default: (await import('./share/CiteContent.tsx')).CiteContent }));

const STRINGS = {
  name: 'BRAIn Playground',
  tabs: [
    ['train', 'Train'],
    ['variance', 'Variance'],
    ['exact', 'Exact'],
    ['reproduce', 'Reproduce'],
  ] satisfies [PageName, string][],
  nav: 'Pages',
  menu: 'Menu',
  share: 'Share',
  present: 'Present',
  cite: 'Cite',
  keys: 'Keyboard shortcuts',
  paper: 'Paper',
  paperTitle:
    'BRAIn: Bayesian Reward-conditioned Amortized Inference for natural language generation from feedback, arXiv 2402.02479',
  toDark: 'Dark theme',
  toLight: 'Light theme',
} as const;

/** Narrower, tabs and buttons go into the menu. */
const NARROW = '(max-width: 820px)';

export function Header({ page }: { readonly page: PageName }) {
  const narrow = useMediaQuery(NARROW);
  const sheetRef = useRef<HTMLDialogElement>(null);
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        <h1 className={styles.name}>{STRINGS.name}</h1>
        {!narrow && <Tabs page={page} />}
        <div className={styles.end}>
          <BackendChip />
          {narrow ? (
            <Popover name={STRINGS.menu} className={styles.item} button={<Icon name="menu" />}>
              <div className={styles.menu}>
                <Tabs page={page} />
                <Actions sheetRef={sheetRef} named />
              </div>
            </Popover>
          ) : (
            <Actions sheetRef={sheetRef} />
          )}
        </div>
      </div>
      <ShortcutsSheet sheetRef={sheetRef} />
    </header>
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

interface ActionsProps {
  readonly sheetRef: RefObject<HTMLDialogElement | null>;
  /** Writes names beside icons. */
  readonly named?: boolean;
}

function Actions({ sheetRef, named = false }: ActionsProps) {
  return (
    <>
      <Popover name={STRINGS.share} className={styles.item} button={STRINGS.share}>
        <Suspense fallback={null}>
          <ShareContent>
            <ExportRuns />
            <button type="button" className="button" onClick={() => present(true)}>
              {STRINGS.present}
            </button>
          </ShareContent>
        </Suspense>
      </Popover>
      <Popover name={STRINGS.cite} className={styles.item} button={STRINGS.cite}>
        <Suspense fallback={null}>
          <CiteContent />
        </Suspense>
      </Popover>
      <button
        type="button"
        className={styles.item}
        title={STRINGS.keys}
        aria-label={STRINGS.keys}
        onClick={() => sheetRef.current!.showModal()}
      >
        {named ? STRINGS.keys : '?'}
      </button>
      <ThemeToggle named={named} />
      <a className={styles.item} href="https://arxiv.org/abs/2402.02479" title={STRINGS.paperTitle}>
        {STRINGS.paper}
      </a>
    </>
  );
}

function ThemeToggle({ named }: { readonly named: boolean }) {
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);
  const label = theme === 'dark' ? STRINGS.toLight : STRINGS.toDark;
  return (
    <button
      type="button"
      className={styles.item}
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      <Icon name="theme" />
      {named && label}
    </button>
  );
}
