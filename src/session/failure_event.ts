// What the page is told of a failure, and where the run goes on by itself.
import { reasonOf } from '../errors/reason.ts';
import type { ActiveBackend } from './backend.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { DeviceFailure, faultOf } from './failures.ts';
import type { BackendName, WorkerEvent } from './protocol.ts';
import type { Recovery } from './recovery.ts';
import type { Run } from './run.ts';

interface Told {
  readonly event: WorkerEvent;
  /** Absent: the visitor decides. */
  readonly target?: BackendName;
}

export function failureEvent(
  error: unknown,
  backend: ActiveBackend | undefined,
  run: Run | undefined,
  runId: number,
  recovery: Recovery,
): Told {
  const name = backend?.info.name;
  const diagnostics = diagnosticsOf(error, backend?.info, run);
  const target = error instanceof DeviceFailure && name ? recovery.next(name, error.failure.code) : undefined;
  if (!target) return { event: faultOf(error, name, diagnostics, runId) };
  const message = `${reasonOf(error)} ${recovery.sentence(target)}`;
  return { event: { type: 'notice', message, diagnostics }, target };
}
