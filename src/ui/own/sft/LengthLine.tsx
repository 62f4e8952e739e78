// What share of the rows fits each length, before a length is chosen. It keeps its height while rows are measured, so
// that no button moves away from a visitor who has just typed.
import { useId } from 'react';
import { RUN_LENGTHS } from '../../../own/data/fitting/fit.ts';
import styles from './SftPanel.module.css';
import type { MeasuredLengths } from './useLengths.ts';

const STRINGS = {
  measuring: 'Rows that fit: measuring…',
  failed: (problem: string) => `The rows could not be measured: ${problem}.`,
  fits: (measured: number, all: number) =>
    measured < all
      ? `Rows that fit, of the first ${measured.toLocaleString('en')} of ${all.toLocaleString('en')}`
      : `Rows that fit, of ${all.toLocaleString('en')}`,
  tokens: (length: number) => `${length} tokens`,
  share: (share: number) => `${Math.round(100 * share)} %`,
  unknown: '…',
} as const;

function heading({ lengths, problem }: MeasuredLengths): string {
  if (problem !== undefined) return STRINGS.failed(problem.replace(/\.$/, ''));
  return lengths ? STRINGS.fits(lengths.measured, lengths.of) : STRINGS.measuring;
}

export function LengthLine(measured: MeasuredLengths) {
  const id = useId();
  const shares = new Map(measured.lengths?.shares.map(({ length, share }) => [length, share]));
  return (
    <div className={styles.lengths}>
      <p id={id}>{heading(measured)}</p>
      <dl aria-labelledby={id}>
        {RUN_LENGTHS.map((length) => {
          const share = shares.get(length);
          return (
            <div key={length}>
              <dt>{STRINGS.tokens(length)}</dt>
              <dd>{share === undefined ? STRINGS.unknown : STRINGS.share(share)}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
