// Page header in one line: name, tabs, what computes, theme, paper. Where it does not fit, a menu holds the rest.
import { useSyncExternalStore } from 'react';
import { BackendChip } from './BackendChip.tsx';
import { Icon } from './frame/Icon.tsx';
import { Popover } from './frame/Popover.tsx';
import { chooseTheme, currentTheme, subscribeToTheme } from './frame/theme.ts';
import type { PageName } from './frame/useHashPage.ts';
import { useMediaQuery } from './frame/useMediaQuery.ts';
import styles from './Header.module.css';

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
                <Actions named />
              </div>
            </Popover>
          ) : (
            <Actions />
          )}
        </div>
      </div>
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

/** @param named writes names beside icons. */
function Actions({ named = false }: { readonly named?: boolean }) {
  return (
    <>
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
