// A heat map of the symbols' probabilities at each place of a response.
import { formatPercent } from '../charts/number_format.ts';
import styles from './SymbolMap.module.css';

const STRINGS = {
  label: (name: string, likeliest: string) => `${name}; the likeliest symbol of each place: ${likeliest}`,
  cell: (symbol: string, place: number, share: string) => `${symbol} at place ${place}: ${share}`,
} as const;

export interface SymbolMapProps {
  readonly name: string;
  readonly symbols: readonly string[];
  readonly probabilities: Float32Array; // [T, V]
}

export function SymbolMap({ name, symbols, probabilities }: SymbolMapProps) {
  const { length } = symbols;
  const places = Array.from({ length: probabilities.length / length }, (_, t) =>
    probabilities.subarray(t * length, (t + 1) * length),
  );
  const likeliest = places.map((place) => symbols[place.indexOf(Math.max(...place))]).join(' ');
  return (
    <figure className={styles.map}>
      <figcaption>{name}</figcaption>
      <svg
        viewBox={`-1 0 ${places.length + 1} ${length}`}
        role="img"
        aria-label={STRINGS.label(name, likeliest)}
      >
        {symbols.map((letter, v) => (
          <text key={letter} x={-0.5} y={v + 0.72} className={styles.letter}>
            {letter}
          </text>
        ))}
        {places.flatMap((place, t) =>
          [...place].map((probability, v) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              key={`${t} ${v}`}
              className={styles.cell}
              x={t + 0.03}
              y={v + 0.03}
              width={0.94}
              height={0.94}
              fillOpacity={Math.sqrt(probability)}
            >
              <title>{STRINGS.cell(symbols[v], t + 1, formatPercent(probability))}</title>
            </rect>
          )),
        )}
      </svg>
    </figure>
  );
}
