// Formats numbers for the page: three significant digits, plain up to a million, a true minus sign.
export function formatNumber(value: number | undefined, digits = 3): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3)
    return value
      .toExponential(digits - 1)
      .replace('e+', 'e')
      .replaceAll('-', '−');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const rounded = value.toFixed(Math.min(decimals, 6));
  return withThousands(rounded).replace('-', '−');
}

const withThousands = (text: string): string => {
  const [whole, fraction] = text.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

export const formatPercent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${formatNumber(bytes / 1e6)} MB`;
  return `${formatNumber(bytes / 1e9)} GB`;
}
