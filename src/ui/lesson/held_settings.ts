// What a teacher's link holds: a step's settings leave alone what is locked, and what the seat deals out.
import { parseClassLink } from '../../config/class_link.ts';
import type { SettingKey } from '../../config/schema.ts';
import { addressQuery } from '../link/address_query.ts';

export function heldSettings(): readonly SettingKey[] {
  const { lock, seats, seat } = parseClassLink(addressQuery()).link;
  return seats && seat !== undefined ? [...lock, seats.field] : lock;
}
