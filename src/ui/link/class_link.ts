// The teacher's link of this visit: what it locks and hides, and the seat. It stands in the address, so that a reload finds
// it. Locks are a courtesy: whoever unlocks them is free from then on.
import { useSyncExternalStore } from 'react';
import { type ClassLink, classLinkQuery, type PanelId, parseClassLink } from '../../config/class_link.ts';
import type { SettingKey } from '../../config/schema.ts';
import { CLASS_KEYS, queryText } from '../../config/url.ts';
import { isSettingKey } from '../../config/validate.ts';
import { addressQuery, replaceAddress } from './address_query.ts';

let link: ClassLink | undefined;
const listeners = new Set<() => void>();

/** Read once: the page alone changes it. */
export function classLink(): ClassLink {
  link ??= parseClassLink(addressQuery()).link;
  return link;
}

/** Sentences about what the link holds and nobody can use. */
export const classLinkProblems = (): readonly string[] => parseClassLink(addressQuery()).problems;

/** Puts another link into the address, in the place of the one before. */
export function changeClassLink(next: ClassLink): void {
  link = next;
  const others = [...new URLSearchParams(addressQuery())].filter(
    ([key]) => !(CLASS_KEYS as readonly string[]).includes(key),
  );
  const parameters = new URLSearchParams([...others, ...new URLSearchParams(classLinkQuery(next))]);
  replaceAddress(parameters.size > 0 ? `?${queryText(parameters)}` : '');
  for (const listener of listeners) listener();
}

/** Nothing is locked, hidden or dealt out any more; the seat stays, for whoever collects results. */
export const unlock = (): void => changeClassLink({ lock: [], hide: [], seat: classLink().seat });

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

export const useClassLink = (): ClassLink => useSyncExternalStore(subscribe, classLink);

/** Settings that stay as they are: locked, hidden, or dealt out to the seat. */
export function lockedSettings({ lock, hide, seats, seat } = classLink()): readonly SettingKey[] {
  const hidden = hide.filter((name): name is SettingKey => isSettingKey(name));
  return [...lock, ...hidden, ...(seats && seat !== undefined ? [seats.field, 'seed' as const] : [])];
}

export const useLocked = (key: SettingKey): boolean => lockedSettings(useClassLink()).includes(key);

export const useHidden = (name: PanelId | SettingKey): boolean => useClassLink().hide.includes(name);
