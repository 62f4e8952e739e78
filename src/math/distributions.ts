// Tails and quantiles of Student's t and Fisher's F for any real degrees of freedom, by the incomplete beta function:
//   P(|T| > t) = I_x(v / 2, 1 / 2),  x = v / (v + t^2);    P(F > f) = I_x(b / 2, a / 2),  x = b / (b + a f)

/** Lanczos's coefficients for g = 7 (Godfrey), good to 15 digits. */
const LANCZOS: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Gamma(x), x >= 1/2. */
function logGamma(x: number): number {
  const t = x - 1 + 7.5;
  const series = LANCZOS.slice(1).reduce((sum, c, i) => sum + c / (x + i), LANCZOS[0]);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const TINY = 1e-300;
const notZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  const extend = (term: number) => {
    d = 1 / notZero(1 + term * d);
    c = notZero(1 + term / c);
    fraction *= d * c;
  };
  for (let m = 1; m < 10_000; m++) {
    extend((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    extend((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}

/** I_x(a, b), with x and 1 - x both given, so that neither loses digits. */
function regularisedBeta(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const log = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest);
  return x < (a + 1) / (a + b + 2)
    ? (Math.exp(log) * betaFraction(x, a, b)) / a
    : 1 - (Math.exp(log) * betaFraction(rest, b, a)) / b;
}

function checked(degrees: number): number {
  if (!(degrees >= 1)) throw new Error(`invalid degrees of freedom: ${degrees} (expected at least 1)`);
  // From there on t and the normal agree to six digits.
  return Math.min(degrees, 1e6);
}

/** P(|T| > t) for Student's t. */
export function studentTail(t: number, degrees: number): number {
  const v = checked(degrees);
  return regularisedBeta(v / (v + t * t), (t * t) / (v + t * t), v / 2, 1 / 2);
}

/** The t with P(|T| > t) = tail, 0 < tail < 1, by bisection. */
export function studentQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTail(high, degrees) > tail) [low, high] = [high, 2 * high];
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(F > f) with a and b degrees of freedom. */
export function fisherTail(f: number, a: number, b: number): number {
  const [above, below] = [checked(a), checked(b)];
  const total = below + above * f;
  return regularisedBeta(below / total, (above * f) / total, below / 2, above / 2);
}
