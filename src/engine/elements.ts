// Kernels that take rows of single numbers, or of quads where every row is whole quads. One body serves both: `Real` is an
// element, `Stored` its stored form, `whole` the sum of its numbers.

export interface Elements {
  /** Numbers of an element. */
  readonly each: 1 | 4;
  /** End of a binding's type. */
  readonly x4: '' | 'x4';
  readonly declarations: string;
}

const singles: Elements = {
  each: 1,
  x4: '',
  declarations: `alias Real = f32;
alias Stored = half;
fn whole(element: Real) -> f32 { return element; }`,
};

const quads: Elements = {
  each: 4,
  x4: 'x4',
  declarations: `alias Real = vec4f;
alias Stored = vec4<half>;
fn whole(element: Real) -> f32 { return dot(element, vec4f(1f)); }`,
};

export const elementsOf = (inQuads: boolean): Elements => (inQuads ? quads : singles);
