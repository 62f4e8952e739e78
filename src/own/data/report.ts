// What became of a file's lines: how many are used, and every reason why others are not, with all their places.
import { csvText } from '../../formats/csv.ts';

/** What a place counts. */
export type PlaceUnit = 'line' | 'item' | 'document';

interface Misfits {
  /** Completes "5: ...", such as "the two prompts differ". */
  readonly reason: string;
  /** All of them, in order. */
  readonly places: readonly number[];
}

export interface DataReport {
  readonly unit: PlaceUnit;
  /** Without blank ones. */
  readonly total: number;
  readonly used: number;
  /** The most frequent first. */
  readonly misfits: readonly Misfits[];
}

const LISTED_PLACES = 5;
/** The others are in the file of all. */
const LISTED_REASONS = 6;

const count = (value: number) => value.toLocaleString('en');

export const plural = (unit: PlaceUnit, value: number): string =>
  `${count(value)} ${unit}${value === 1 ? '' : 's'}`;

/** "lines 3, 17, ..." @param listed how many are named. */
export function placesText(unit: PlaceUnit, places: readonly number[], listed = LISTED_PLACES): string {
  const named = places.slice(0, listed).map(count).join(', ');
  return `${unit}${places.length === 1 ? '' : 's'} ${named}${places.length > listed ? ', …' : ''}`;
}

/** "2,303 of 2,312 lines used; 5: the two prompts differ (lines 17, 40, …)" */
export function reportText({ unit, total, used, misfits }: DataReport): string {
  const others = misfits.slice(LISTED_REASONS);
  const rest = others.reduce((sum, { places }) => sum + places.length, 0);
  return [
    `${count(used)} of ${plural(unit, total)} used`,
    ...misfits
      .slice(0, LISTED_REASONS)
      .map(({ reason, places }) => `${count(places.length)}: ${reason} (${placesText(unit, places)})`),
    ...(rest > 0 ? [`${count(rest)}: ${count(others.length)} other reasons`] : []),
  ].join('; ');
}

/** The whole list as a file: place and reason, in the file's order. */
export function misfitsCsv({ unit, misfits }: DataReport): string {
  const rows = misfits.flatMap(({ reason, places }) => places.map((place) => [place, reason] as const));
  return csvText([[unit, 'reason'], ...rows.sort(([a], [b]) => a - b)]);
}

/** Counts as the lines come. */
export class ReportCounter {
  total = 0;
  used = 0;
  private readonly places = new Map<string, number[]>();

  constructor(private readonly unit: PlaceUnit) {}

  use(): void {
    this.total++;
    this.used++;
  }

  leaveOut(place: number, reason: string): void {
    this.total++;
    const places = this.places.get(reason);
    if (places) places.push(place);
    else this.places.set(reason, [place]);
  }

  get report(): DataReport {
    const { unit, total, used } = this;
    const misfits = [...this.places].map(([reason, places]) => ({ reason, places }));
    misfits.sort((a, b) => b.places.length - a.places.length);
    return { unit, total, used, misfits };
  }
}
