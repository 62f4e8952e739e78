// The theorem checks as React state: what each said last, computed in a worker of their own.
import { useEffect, useRef, useState } from 'react';
import { theoremChecks } from '../../exact/checks.ts';
import type { WorldSettings } from '../../exact/world.ts';
import type { CheckReply, CheckRequest } from '../../worker/exact_check_worker.ts';

export interface TheoremChecks {
  /** The last reply of each check, by its id; it stays while another is computed. */
  readonly replies: ReadonlyMap<string, CheckReply>;
  /** The worker cannot go on. */
  readonly problem?: string;
}

const keyOf = ({ settings, broken }: CheckRequest): string => JSON.stringify([settings, broken]);

export const answers = (reply: CheckReply | undefined, request: CheckRequest): boolean =>
  reply !== undefined && keyOf(reply.request) === keyOf(request);

/** `broken` holds the ids of the checks to run broken. */
export function useTheoremChecks(settings: WorldSettings, broken: ReadonlySet<string>): TheoremChecks {
  const [checks, setChecks] = useState<TheoremChecks>({ replies: new Map() });
  const connection = useRef<{ worker: Worker; asked: Map<string, string> }>(null);
  useEffect(() => {
    const worker = new Worker(new URL('../../worker/exact_check_worker.ts', import.meta.url), {
      type: 'module',
      name: 'theorem checks',
    });
    worker.addEventListener('message', ({ data }: MessageEvent<CheckReply>) =>
      setChecks(({ replies }) => ({ replies: new Map(replies).set(data.request.checkId, data) })),
    );
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      setChecks(({ replies }) => ({ replies, problem: event.message || 'unknown error' }));
    });
    connection.current = { worker, asked: new Map() };
    return () => worker.terminate();
  }, []);
  useEffect(() => {
    const { worker, asked } = connection.current!;
    for (const { id: checkId } of theoremChecks) {
      const request: CheckRequest = { checkId, settings, broken: broken.has(checkId) };
      if (asked.get(checkId) === keyOf(request)) continue;
      asked.set(checkId, keyOf(request));
      worker.postMessage(request);
    }
  }, [settings, broken]);
  return checks;
}
