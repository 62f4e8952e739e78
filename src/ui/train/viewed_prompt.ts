// Which prompt, and which seed, the page shows responses of: one choice for the stage and for the sample viewer.
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { currentRun } from '../../store/page_state.ts';
import { useActions, usePage } from '../frame/useStore.ts';

interface ViewedPrompt {
  readonly index: number;
  readonly seed: number;
}

let viewed: ViewedPrompt = { index: 0, seed: 1 };
const listeners = new Set<() => void>();

function choose(next: ViewedPrompt): void {
  viewed = next;
  for (const listener of listeners) listener();
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** The choice, and ways to change it. */
export function useViewedPrompt() {
  const { index: chosen, seed } = useSyncExternalStore(subscribe, () => viewed);
  const count = usePage((state) => state.promptCount ?? 1);
  const index = Math.min(chosen, count - 1);
  return {
    index,
    seed,
    count,
    go: (offset: number) => choose({ index: (index + offset + count) % count, seed }),
    newSeed: () => choose({ index, seed: seed + 1 }),
  };
}

const MIN_REFRESH_MS = 1000;

/** Requests the pair after a changed choice, after evaluations (limited in rate), and when the run stops. */
export function useFreshView(): void {
  const { index, seed } = useViewedPrompt();
  const store = useActions();
  const runId = usePage((state) => state.currentRunId);
  const status = usePage((state) => state.progress.status);
  const evaluatedAt = usePage(currentRun)?.evaluations.at(-1)?.step;
  const lastRequest = useRef({ choice: '', atMs: 0 });
  useEffect(() => {
    if (status === 'loading' || status === 'failed' || evaluatedAt === undefined) return;
    const choice = `${runId} ${index} ${seed}`;
    const recent = performance.now() - lastRequest.current.atMs < MIN_REFRESH_MS;
    if (status === 'running' && recent && choice === lastRequest.current.choice) return;
    lastRequest.current = { choice, atMs: performance.now() };
    store.view(index, seed);
  }, [store, runId, status, evaluatedAt, index, seed]);
}
