// A word of the glossary, explained. The plain word has its symbol behind it in grey; the paper's name needs none.
import { useSyncExternalStore } from 'react';
import { Explained } from './Explained.tsx';
import { glossary, type Notion, type NotionName } from './glossary.ts';
import styles from './Term.module.css';
import { currentWording, subscribeToWording, type Wording } from './terms.ts';

const STRINGS = {
  inThePaper: (name: string) => `In the paper: ${name}.`,
  inPlainWords: (name: string) => `In plain words: ${name}.`,
} as const;

export const useWording = (): Wording => useSyncExternalStore(subscribeToWording, currentWording);

export interface TermProps {
  readonly name: NotionName;
  /** Replaces the plain word, such as at the start of a sentence. */
  readonly children?: string;
  /** Default: shown. */
  readonly symbol?: boolean;
}

export function Term({ name, children, symbol = true }: TermProps) {
  const notion: Notion = glossary[name];
  const wording = useWording();
  const other = wording === 'plain' ? STRINGS.inThePaper(notion.paper) : STRINGS.inPlainWords(notion.plain);
  const note = notion.plain === notion.paper ? notion.meaning : `${notion.meaning} ${other}`;
  return (
    <span className={styles.term}>
      <Explained note={note}>{(wording === 'plain' && children) || notion[wording]}</Explained>
      {symbol && wording === 'plain' && notion.symbol && (
        <span className={styles.symbol}> {notion.symbol}</span>
      )}
    </span>
  );
}
