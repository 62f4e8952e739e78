// `lab sweep`: one or two settings over some values, each for the same methods and seeds. The folder keeps every run's
// outcome, so the same command again computes only what is missing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf as settingName } from '../../src/config/diff.ts';
import { isSettingKey } from '../../src/config/validate.ts';
import type { ResultTable } from '../../src/experiments/experiment.ts';
import { measuredText } from '../../src/experiments/report/cell_text.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { lacksFrontier } from '../../src/experiments/run_queue.ts';
import { sweepFiles, sweepJson, sweepReport } from '../../src/experiments/sweep/files.ts';
import { type Sweep, sweepRequests } from '../../src/experiments/sweep/sweep.ts';
import { readSweep } from '../../src/experiments/sweep/text.ts';
import { objectives } from '../../src/objectives/index.ts';
import { camelCase, type OptionValues, UsageError } from '../lib/arguments.mjs';
import { INTERRUPTED, type Interruption } from '../lib/interruption.ts';
import { outFolder } from '../lib/out_folder.ts';
import { drainAtSignal, stoppedText } from '../reproduce/drain_at_signal.ts';
import { writePngs } from '../reproduce/figure_files.ts';
import { executionOptions, executionPlan, openExecution } from '../reproduce/open_execution.ts';
import { planText } from '../reproduce/plan_text.ts';
import { openRunFolder } from '../reproduce/run_folder.ts';
import { failuresOf, toldQueue } from '../reproduce/told_queue.ts';
import { type LabCommand, textTable } from './command.ts';
import { configOf, settingOptions } from './train_options.ts';

const { method: _, seed: __, ...otherSettings } = settingOptions;

/** `learning-rate:` is the setting that options name --learning-rate. */
const withCamelCase = (text: string) => text.replace(/[\w-]+(?=:)/g, camelCase);

function sweepOf(values: OptionValues): Sweep {
  const { sweep = '', seeds, methods, ...others } = values;
  const given = Object.keys(others).map(camelCase).filter(isSettingKey);
  const text = {
    sweep: withCamelCase(String(sweep)),
    seeds: String(seeds),
    methods: methods as string | undefined,
  };
  const read = readSweep(text, configOf(others), given);
  if ('problem' in read) throw new UsageError(read.problem);
  return read.sweep;
}

const tableText = ({ title, unit, columns, rows, decimals, note }: ResultTable): string =>
  [
    `${title}: ${unit}`,
    textTable([
      [...columns],
      ...rows.map(({ label, cells }) => [label, ...cells.map((cell) => measuredText(cell, decimals))]),
    ]),
    note,
  ].join('\n');

export const sweep: LabCommand = {
  summary:
    'one or two settings over values, methods and seeds; writes runs, table and figures, and computes no run twice',
  options: {
    sweep: {
      kind: 'text',
      help: 'Settings and values: gamma:0.1,0.3,1 or "gamma:0.1,1;rounds:5,10" for every pair',
    },
    seeds: { kind: 'text', default: '1', help: 'Seeds: 1-3 or 1,2,7' },
    methods: { kind: 'text', help: "Names separated by commas [default: the task's]" },
    ...executionOptions,
    out: {
      kind: 'text',
      default: 'out/sweep',
      help: 'Folder for the results; what is in it is not run again',
    },
    quiet: { kind: 'flag', help: 'No progress on stderr' },
    ...otherSettings,
  },
  async run(values) {
    const say = (line: string) => {
      if (!values.quiet) console.error(line);
    };
    const asked = sweepOf(values);
    const { backend, jobs } = executionPlan(values);
    const requests = sweepRequests(asked);
    const out = outFolder(String(values.out), ['sweep.csv']);
    const { version, store } = openRunFolder(out);
    const nameOf = ({ config }: RunRequest) =>
      [
        `${objectives[config.method].label} on ${config.task}`,
        ...asked.swept.map(({ key }) => `${settingName(key)} ${config[key]}`),
        `seed ${config.seed}`,
      ].join(', ');
    const { execute, close } = await openExecution(backend, version, say);
    let interruption: Interruption | undefined;
    try {
      const queue = await toldQueue({ execute, store, concurrency: jobs }, requests, say, nameOf);
      interruption = drainAtSignal(queue);
      const missing = requests.filter((request) => {
        const known = queue.outcomes.get(request.key);
        return known === undefined || lacksFrontier(request, known);
      });
      const known = [...queue.outcomes.values()];
      say(planText(missing, requests.length, known, jobs, backend, { seeds: asked.seeds }));
      await queue.add(requests);
      await queue.idle();
      const command = ['npm run lab --', ...process.argv.slice(2)].join(' ');
      const report = sweepReport(asked, queue.outcomes, command);
      const files = sweepFiles(report);
      for (const [name, text] of files) writeFileSync(join(out, name), text);
      await writePngs(report.result.figures, out, say);
      const failures = failuresOf(queue, nameOf);
      return {
        json: { out, files: [...files.keys()], failures, ...sweepJson(report) },
        text: [
          ...report.result.tables.map(tableText),
          ...failures.map(({ run, problem }) => `FAILED ${run}: ${problem}`),
          `Wrote ${[...files.keys()].join(', ')} to ${out}`,
          ...(interruption.requested ? [stoppedText(report.runs.length, requests.length, out)] : []),
        ].join('\n'),
        exitCode: interruption.requested ? INTERRUPTED : failures.length > 0 ? 1 : 0,
      };
    } finally {
      interruption?.close();
      await close();
    }
  },
};
