// The panels that stand on the page now, and the one that is shown. Pages load and replace panels while they are shown.
import { useEffect, useState } from 'react';
import { clearStage, panelsOf, putOnStage, titleOf } from './panels.ts';

interface Panels {
  readonly titles: readonly string[];
  readonly at: number;
}

export interface ShownPanels extends Panels {
  readonly go: (by: number) => void;
}

const sameTitles = (a: Panels, b: Panels) => a.at === b.at && a.titles.join('\n') === b.titles.join('\n');

/** @param page another page begins at its first panel */
export function usePanels(rootId: string, page: string): ShownPanels {
  const [panels, setPanels] = useState<Panels>({ titles: [], at: 0 });
  const [wanted, setWanted] = useState({ page, at: 0 });
  const wantedAt = wanted.page === page ? wanted.at : 0;
  useEffect(() => {
    const root = document.getElementById(rootId)!;
    const show = () => {
      const found = panelsOf(root);
      const at = Math.min(wantedAt, Math.max(0, found.length - 1));
      if (found.length > 0) putOnStage(root, found[at]);
      const next = { titles: found.map(titleOf), at };
      setPanels((before) => (sameTitles(before, next) ? before : next));
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      clearStage(root);
    };
  }, [rootId, wantedAt]);
  const go = (by: number) => {
    const at = Math.min(panels.titles.length - 1, Math.max(0, panels.at + by));
    setWanted({ page, at: Math.max(0, at) });
  };
  return { ...panels, go };
}
