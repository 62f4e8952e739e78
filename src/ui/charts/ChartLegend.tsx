// The legend in HTML: name, line, dash and marker of each series.
import styles from './ChartLegend.module.css';
import { type ChartSeries, dashOf, type Marker } from './chart_series.ts';

export function ChartLegend({ series }: { readonly series: readonly ChartSeries[] }) {
  const listed = series.filter((entry) => entry.inLegend !== false);
  return (
    <ul className={styles.legend}>
      {listed.map((entry) => (
        <li key={entry.id}>
          <SeriesSwatch series={entry} />
          {entry.label}
        </li>
      ))}
    </ul>
  );
}

type SwatchSeries = Pick<ChartSeries, 'colour' | 'line' | 'marker' | 'band' | 'lineWidth'>;

export function SeriesSwatch({ series }: { readonly series: SwatchSeries }) {
  const colour = `var(${series.colour})`;
  return (
    <svg className={styles.swatch} viewBox="0 0 26 12" aria-hidden="true">
      {series.band && <rect x="0" y="1" width="26" height="10" fill={colour} opacity="0.15" />}
      {series.line !== 'none' && (
        <line
          x1="0"
          x2="26"
          y1="6"
          y2="6"
          stroke={colour}
          strokeWidth={series.lineWidth ?? 2}
          strokeDasharray={dashOf(series.line).join(' ')}
        />
      )}
      <MarkerShape marker={series.marker ?? 'none'} colour={colour} />
    </svg>
  );
}

function MarkerShape({ marker, colour }: { readonly marker: Marker; readonly colour: string }) {
  if (marker === 'circle') return <circle cx="13" cy="6" r="3.5" fill={colour} />;
  if (marker === 'square') return <rect x="9.5" y="2.5" width="7" height="7" fill={colour} />;
  if (marker === 'triangle') return <path d="M13 1.5 17.5 9.5H8.5Z" fill={colour} />;
  if (marker === 'diamond') return <path d="M13 1 18 6 13 11 8 6Z" fill={colour} />;
  if (marker === 'cross') return <path d="M9 2 17 10M17 2 9 10" stroke={colour} strokeWidth="2" />;
  if (marker === 'ring') return <circle cx="13" cy="6" r="3.5" fill="none" stroke={colour} strokeWidth="2" />;
  if (marker === 'star')
    return <path d="M8 6H18M13 1V11M9.5 2.5 16.5 9.5M16.5 2.5 9.5 9.5" stroke={colour} strokeWidth="1.5" />;
  return null;
}
