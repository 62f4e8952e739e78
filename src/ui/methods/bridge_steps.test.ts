import katex from 'katex';
import { expect, it } from 'vitest';
import { BRIDGES } from './bridge_steps.ts';

it('walks to BRAIn, changing one boxed part a step', () => {
  for (const { steps } of BRIDGES) {
    expect(steps.at(-1)!.method).toBe('brain');
    steps.forEach(({ equation }, i) => {
      expect(equation.match(/\\boxed/g)?.length ?? 0).toBe(i === 0 ? 0 : 1);
      expect(() => katex.renderToString(equation, { throwOnError: true })).not.toThrow();
    });
  }
});

it('changes nothing but the boxed part: without boxes, each step of the first walk differs in one place', () => {
  const [first] = BRIDGES;
  const plain = first.steps.map(({ equation }) => equation.replaceAll('\\boxed', ''));
  expect(new Set(plain).size).toBe(plain.length);
});
