// Errors that the session handles.
import { LostDeviceError, ShaderError } from '../engine/gpu_errors.ts';
import { reasonOf } from '../errors/reason.ts';
import { ReferenceLimitError } from '../model/reference_limit.ts';
import { ScoringFault } from '../own/reward/response_scorer.ts';
import { MissingFilesError } from '../tasks/own_tasks.ts';
import { type ActiveBackend, type BackendFailure, fallbackOf } from './backend.ts';
import type { BackendName, RunStatus, WorkerEvent } from './protocol.ts';
import { unratedEvent } from './unrated_event.ts';

export class DeviceFailure extends Error {
  constructor(readonly failure: BackendFailure) {
    super(failure.message);
  }
}

/** The prior's files could not be read. Another backend would not help. */
export class LoadFailure extends Error {}

/** What is said while work on a backend has no answer. */
export const silenceOf = (backend: ActiveBackend | undefined) => ({
  missing: `${backend?.info.label ?? 'The device'} has not answered`,
  ofDevice: true,
});

const SETTLES_MS = 250;

const settles = () => new Promise<undefined>((resolve) => setTimeout(resolve, SETTLES_MS, undefined));

/** A read-back on a dying device may reject before the device is known to be lost. */
export async function causeOf(error: unknown, backend: ActiveBackend | undefined): Promise<unknown> {
  if (error instanceof DeviceFailure || !backend) return error;
  const { message } = error as Error;
  if (error instanceof LostDeviceError) return new DeviceFailure({ code: 'device-lost', message });
  if (error instanceof ShaderError) return new DeviceFailure({ code: 'shader-failed', message });
  const failure = await Promise.race([backend.failed, settles()]);
  return failure ? new DeviceFailure(failure) : error;
}

/** A reward that cannot be had harms nothing: the run rests, and takes its unit up again at the next play. */
export const restEvent = (error: unknown, runId: number | undefined, status: RunStatus) =>
  error instanceof ScoringFault && runId !== undefined && status !== 'loading'
    ? unratedEvent(runId, error, true)
    : undefined;

/** The event of an error that stops the run. */
export function faultOf(
  error: unknown,
  backend?: BackendName,
  diagnostics?: string,
  runId?: number,
): WorkerEvent {
  if (error instanceof LoadFailure)
    return { type: 'fault', runId, code: 'load-failed', message: error.message };
  if (error instanceof MissingFilesError)
    return { type: 'fault', runId, code: 'internal', message: error.message };
  if (error instanceof ScoringFault) return unratedEvent(runId, error, false);
  const failure =
    error instanceof DeviceFailure
      ? error.failure
      : ({ code: 'internal', message: reasonOf(error) } as const);
  const canSwitchTo = error instanceof ReferenceLimitError ? 'cpu' : backend && fallbackOf(backend);
  return { type: 'fault', runId, ...failure, canSwitchTo, diagnostics };
}
