// What a bug report about a failed device needs, as JSON for the clipboard.
import { reasonOf } from '../errors/reason.ts';
import type { BackendInfo } from './protocol.ts';
import type { Run } from './run.ts';

export function diagnosticsOf(
  error: unknown,
  backend: BackendInfo | undefined,
  run: Run | undefined,
): string {
  const browser = (globalThis.navigator as Navigator | undefined)?.userAgent;
  const message = reasonOf(error);
  const stands = run && { step: run.training.step, round: run.training.round, phase: run.training.phase };
  return JSON.stringify(
    { message, browser, backend: backend?.label, ...backend?.details, run: stands, settings: run?.config },
    null,
    2,
  );
}
