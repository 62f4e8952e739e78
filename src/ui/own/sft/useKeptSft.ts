// The supervised training of an earlier visit, if the browser keeps one.
import { useEffect, useState } from 'react';
import type { KeptHead } from '../../../own/sft/kept_training.ts';
import { browserSft } from '../../../storage/kept_sft.ts';

export interface KeptSft {
  readonly head?: KeptHead;
  forget(): void;
}

const store = browserSft();

export function useKeptSft(): KeptSft {
  const [head, setHead] = useState<KeptHead>();
  useEffect(() => {
    let isWanted = true;
    void store.head().then((found) => {
      if (isWanted) setHead(found);
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return {
    head,
    forget() {
      setHead(undefined);
      void store.remove().catch(() => {}); // it was not kept, then
    },
  };
}
