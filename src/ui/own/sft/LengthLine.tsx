// What share of the rows fits each length, before a length is chosen.
import styles from './SftPanel.module.css';
import type { MeasuredLengths } from './useLengths.ts';

const STRINGS = {
  measuring: 'Measuring how long the rows are…',
  failed: (problem: string) => `The rows could not be measured: ${problem}.`,
  fits: 'Rows that fit',
  of: (measured: number, all: number) =>
    measured < all
      ? `measured on the first ${measured.toLocaleString('en')} of ${all.toLocaleString('en')}`
      : `of ${all.toLocaleString('en')}`,
  tokens: (length: number) => `${length} tokens`,
  share: (share: number) => `${Math.round(100 * share)} %`,
} as const;

export function LengthLine({ lengths, problem }: MeasuredLengths) {
  if (problem !== undefined)
    return <p className={styles.lengths}>{STRINGS.failed(problem.replace(/\.$/, ''))}</p>;
  if (!lengths) return <p className={styles.lengths}>{STRINGS.measuring}</p>;
  const { measured, of, shares } = lengths;
  return (
    <div className={styles.lengths}>
      <p id="sft-lengths">
        {STRINGS.fits} ({STRINGS.of(measured, of)})
      </p>
      <dl aria-labelledby="sft-lengths">
        {shares.map(({ length, share }) => (
          <div key={length}>
            <dt>{STRINGS.tokens(length)}</dt>
            <dd>{STRINGS.share(share)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
