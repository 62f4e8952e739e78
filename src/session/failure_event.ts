// What the page is told of a failure at once: nothing where the run goes on by itself, since what computes then is not
// known yet.
import type { ActiveBackend } from './backend.ts';
import type { Desk } from './desk.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { faultOf } from './failures.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Recovery } from './recovery.ts';
import type { Run } from './run.ts';

interface Failing {
  readonly backend: ActiveBackend | undefined;
  readonly run: Run | undefined;
  readonly runId: number;
  readonly recovery: Recovery;
  readonly desk: Desk;
}

export function failureEvent(
  error: unknown,
  { backend, run, runId, recovery, desk }: Failing,
): WorkerEvent | undefined {
  const name = backend?.info.name;
  const diagnostics = diagnosticsOf(error, backend?.info, run);
  return recovery.goesOn(error, desk, name, diagnostics)
    ? undefined
    : faultOf(error, name, diagnostics, runId);
}
