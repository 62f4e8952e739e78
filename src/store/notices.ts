// Sentences for the visitor, the latest few of them.
import type { Notice } from './page_state.ts';

const KEPT_NOTICES = 4;

export const asNotice = (message: string) => ({ type: 'notice', message }) as const;

/** One problem is said; of more there is a list. */
export const linkNotices = (problems: readonly string[]) =>
  problems.length < 2
    ? problems.map(asNotice)
    : [{ ...asNotice(`This link has ${problems.length} problems. Defaults stand in.`), details: problems }];

export function withNotice(
  notices: readonly Notice[],
  { message, details, diagnostics }: Omit<Notice, 'id'>,
): readonly Notice[] {
  if (notices.some((notice) => notice.message === message)) return notices;
  const id = 1 + Math.max(0, ...notices.map((notice) => notice.id));
  return [...notices, { id, message, details, diagnostics }].slice(-KEPT_NOTICES);
}
