// The result of a benchmark as Markdown: a table for the adapter and one for the CPU, never one for both.
import type { BenchmarkResult, Measured, ShapeResult } from './benchmark.ts';
import { PLACES, type Place, rowsIn, STEPPER_LABELS, TRAINER_LABELS, WRITER_LABELS } from './contender.ts';
import { NEW_TOKENS, SAMPLES, shapeName } from './shapes.ts';

/** A call a token happens once in many tokens: such counts have two decimals. */
const count = (calls: number) => calls.toFixed(calls % 1 === 0 ? 0 : 2);

/** What the rows of a table computed on. */
export function placeName(place: Place, { gpu, cores }: BenchmarkResult): string {
  if (place === 'cpu') return `CPU, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return gpu?.software ? 'Software adapter (WebGPU on the CPU)' : 'Hardware adapter (WebGPU)';
}

const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)} %`;

function facts({ ofRoofline, generate }: ShapeResult): string[] {
  const token = generate.engine;
  if (!ofRoofline || !token) return [];
  return [
    `GPU engine: ${SAMPLES} samples of ${NEW_TOKENS} tokens in ${(token.ms * NEW_TOKENS).toFixed(0)} ms; a step reaches ${percent(ofRoofline.step, 0)} of the adapter's multiply-adds, a token ${percent(ofRoofline.token, 1)} of its copy bandwidth by its weights alone.`,
    '',
  ];
}

/** Tables for each shape and for BRAIn's step, with ratios to our own row. */
export function benchmarkTable(result: BenchmarkResult): string {
  const row = (name: string, { ms, repeats, ...calls }: Measured, own: Measured | undefined, place: Place) =>
    [
      '',
      name,
      ms.toFixed(ms < 10 ? 2 : 0),
      own ? (ms / own.ms).toFixed(1) : '',
      ...(place === 'gpu'
        ? [String(Math.round(calls.dispatches)), count(calls.submits), count(calls.readBacks)]
        : []),
      repeats,
      '',
    ]
      .join(' | ')
      .trim();
  const tables = (
    title: string,
    measured: Readonly<Record<string, Measured | undefined>>,
    labels: Readonly<Record<string, string>>,
  ) =>
    (Object.keys(PLACES) as Place[]).flatMap((place) => {
      const rows = rowsIn(place, measured);
      if (rows.length === 0) return [];
      const calls = place === 'gpu' ? ' dispatches | submits | read-backs |' : '';
      return [
        `**${placeName(place, result)}**`,
        '',
        `| ${title} | ms | × ours |${calls} repeats |`,
        `|---|---:|---:|${place === 'gpu' ? '---:|---:|---:|' : ''}---:|`,
        ...rows.map(([name, figures]) => row(labels[name], figures, measured[PLACES[place].own], place)),
        '',
      ];
    });
  return [
    ...result.shapes.flatMap((shape) => [
      `### ${shapeName(shape)}`,
      '',
      ...tables('A training step', shape.train, TRAINER_LABELS),
      ...tables(`One token for each of ${SAMPLES} samples`, shape.generate, WRITER_LABELS),
      ...facts(shape),
    ]),
    `### BRAIn's step as the page takes it: ${result.brain.batch}`,
    '',
    ...tables('A BRAIn step', result.brain.steps, STEPPER_LABELS),
    ...Object.entries(result.missing).map(([name, reason]) => `Could not run here: ${name} (${reason}).`),
  ].join('\n');
}
