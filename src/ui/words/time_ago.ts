// How long ago something was, as people say it: "3 minutes ago", "yesterday".
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const JUST_NOW = 'just now';
const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** In the largest unit of which it is at least one, rounded down. A time to come, by a clock set back, is now. */
export function timeAgo(thenMs: number, nowMs: number): string {
  const seconds = (nowMs - thenMs) / 1000;
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? [];
  return unit && size ? format.format(-Math.floor(seconds / size), unit) : JUST_NOW;
}
