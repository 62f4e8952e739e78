// Why the browser keeps nothing, in words for a visitor.
import { reasonOf } from '../errors/reason.ts';

const REASONS: Readonly<Record<string, string>> = {
  QuotaExceededError: 'its storage is full',
  SecurityError: 'it forbids storage here',
  VersionError: 'its storage belongs to a newer version of this page; reload the page',
  // Firefox's private windows
  InvalidStateError: 'it keeps nothing in this kind of window',
  // Chromium, where storage is forbidden or its files are broken
  UnknownError: 'it forbids storage here, or its files are damaged',
  AbortError: 'it broke the write off, perhaps because its storage is full',
};

/** Completes "the browser keeps nothing: …". */
export function whyNotKept(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return REASONS[name] ?? reasonOf(error);
}
