// The result of a benchmark as Markdown.
import type { BenchmarkResult, Measured } from './benchmark.ts';
import { TRAINER_LABELS, WRITER_LABELS } from './contender.ts';
import { NEW_TOKENS, SAMPLES, shapeName } from './shapes.ts';

/** A call a token happens once in many tokens: such counts have two decimals. */
const count = (calls: number) => calls.toFixed(calls % 1 === 0 ? 0 : 2);

/** A table for each shape, with ratios to the engine. */
export function benchmarkTable(result: BenchmarkResult): string {
  const row = (name: string, { ms, repeats, ...calls }: Measured, engine: Measured) =>
    [
      '',
      name,
      ms.toFixed(ms < 10 ? 2 : 0),
      (ms / engine.ms).toFixed(1),
      Math.round(calls.dispatches),
      count(calls.submits),
      count(calls.readBacks),
      repeats,
      '',
    ]
      .join(' | ')
      .trim();
  const table = (
    title: string,
    measured: Readonly<Record<string, Measured>>,
    labels: Readonly<Record<string, string>>,
  ) => [
    `| ${title} | ms | × engine | dispatches | submits | read-backs | repeats |`,
    '|---|---:|---:|---:|---:|---:|---:|',
    ...Object.entries(measured).map(([name, figures]) => row(labels[name], figures, measured.engine)),
    '',
  ];
  return result.shapes
    .flatMap((shape) => [
      `### ${shapeName(shape)}`,
      '',
      ...table('A training step', shape.train, TRAINER_LABELS),
      ...table(`One token for each of ${SAMPLES} samples`, shape.generate, WRITER_LABELS),
      `Engine: ${SAMPLES} samples of ${NEW_TOKENS} tokens in ${(shape.generate.engine!.ms * NEW_TOKENS).toFixed(0)} ms; a step reaches ${(100 * shape.ofRoofline.step).toFixed(0)} % of the measured matmul rate, a token ${(100 * shape.ofRoofline.token).toFixed(1)} % of the measured copy bandwidth by its weights alone.`,
      '',
    ])
    .concat(
      Object.entries(result.missing).map(([name, reason]) => `Could not run here: ${name} (${reason}).`),
    )
    .join('\n');
}
