// The tint of a token: blue where the model now finds it likelier than the starting model does, red where less likely.

/** Log-ratio in nats from which the tint is full. */
export const FULL_TINT_NATS = 3;
const MAX_TINT_PERCENT = 50;

/** CSS background for log q - log p, nats. */
export function tokenTint(logRatio: number): string {
  const strength = Math.min(1, Math.abs(logRatio) / FULL_TINT_NATS) * MAX_TINT_PERCENT;
  const colour = logRatio < 0 ? '--diverge-down' : '--diverge-up';
  return `color-mix(in oklab, var(${colour}) ${strength.toFixed(1)}%, transparent)`;
}
