// Collects the data for a bug report about a failed device, as JSON for the clipboard.
import { reasonOf } from '../errors/reason.ts';
import type { BackendInfo } from './protocol.ts';
import type { Run } from './run.ts';

export function diagnosticsOf(
  error: unknown,
  backend: BackendInfo | undefined,
  run: Run | undefined,
): string {
  const browser = (globalThis as { readonly navigator?: { readonly userAgent: string } }).navigator
    ?.userAgent;
  const message = reasonOf(error);
  const position = run && { ...run.training.progress.save(), phase: run.training.phase };
  return JSON.stringify(
    { message, browser, backend: backend?.label, ...backend?.details, run: position, settings: run?.config },
    null,
    2,
  );
}
