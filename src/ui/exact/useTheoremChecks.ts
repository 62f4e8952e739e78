// Theorem checks as React state: the last reply of each, computed in a separate worker.
import { useEffect, useRef, useState } from 'react';
import { theoremChecks } from '../../exact/checks.ts';
import type { WorldSettings } from '../../exact/world.ts';
import { type CheckRequests, openCheckWorker } from '../../worker/exact_check_client.ts';
import type { CheckAnswer, CheckRequest } from '../../worker/exact_check_worker.ts';

export interface TheoremChecks {
  /** The last answer of each check by id; it stays during the next computation. */
  readonly replies: ReadonlyMap<string, CheckAnswer>;
  /** Reason if the worker has failed. */
  readonly problem?: string;
}

const keyOf = ({ settings, broken }: CheckRequest): string => JSON.stringify([settings, broken]);

export const answers = (answer: CheckAnswer | undefined, request: CheckRequest): boolean =>
  answer !== undefined && keyOf(answer.request) === keyOf(request);

/** @param broken ids of the checks to run broken. */
export function useTheoremChecks(settings: WorldSettings, broken: ReadonlySet<string>): TheoremChecks {
  const [checks, setChecks] = useState<TheoremChecks>({ replies: new Map() });
  const connection = useRef<{ requests: CheckRequests; lastRequests: Map<string, string> }>(null);
  useEffect(() => {
    const requests = openCheckWorker();
    connection.current = { requests, lastRequests: new Map() };
    return () => requests.stop();
  }, []);
  useEffect(() => {
    const { requests, lastRequests } = connection.current!;
    for (const { id: checkId } of theoremChecks) {
      const request: CheckRequest = { checkId, settings, broken: broken.has(checkId) };
      if (lastRequests.get(checkId) === keyOf(request)) continue;
      lastRequests.set(checkId, keyOf(request));
      requests.ask(
        request,
        (reply) => {
          if (reply.type === 'result')
            setChecks(({ replies }) => ({ replies: new Map(replies).set(checkId, reply.result) }));
          if (reply.type === 'failed') setChecks(({ replies }) => ({ replies, problem: reply.message }));
        },
        checkId,
      );
    }
  }, [settings, broken]);
  return checks;
}
