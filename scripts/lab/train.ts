// `lab train`: trains one run without the page, or goes on with one that was saved. Writes it to a folder.
import { join } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { knownFigures } from '../../src/own/bundles.ts';
import type { BackendName, WorkerEvent } from '../../src/session/protocol.ts';
import { BACKEND_NAMES } from '../../src/session/run_status.ts';
import { INTERRUPTED, listenForInterruption } from '../lib/interruption.ts';
import { outFolder } from '../lib/out_folder.ts';
import type { LabCommand } from './command.ts';
import { type Connect, Driver, drive } from './drive.ts';
import { ownFiles, ownOptions } from './own_files.ts';
import { Recorder } from './recorder.ts';
import { RUN_FILES } from './run_files.ts';
import { ownRunOf, savedRun } from './saved_run.ts';
import { configOf, settingOptions } from './train_options.ts';

function progress(event: WorkerEvent): string | undefined {
  switch (event.type) {
    case 'backend':
      return `Backend: ${event.backend.label}`;
    case 'loaded':
      return `Policy: ${event.parameterCount} parameters`;
    case 'evaluation': {
      const { step, round, reward, kl, winRate } = event.evaluation;
      return `step ${step}, round ${round}: reward ${reward.mean.toFixed(3)} ± ${reward.standardError.toFixed(3)}, KL ${kl.mean.toFixed(3)}, win-rate ${winRate.rate.toFixed(3)}`;
    }
    case 'notice':
      return event.message;
    case 'fault':
      return `Fault (${event.code}): ${event.message}`;
    default:
      return undefined;
  }
}

/** Loads tfjs or Playwright only when needed. */
async function connectionTo(backend: BackendName, say: (line: string) => void): Promise<Connect> {
  if (backend.endsWith('webgpu')) return (await import('./browser_connection.ts')).connectInBrowser(say);
  return (await import('./node_connection.ts')).connectInNode;
}

const stoppedText = (step: number, zip: string | undefined) =>
  `Stopped after step ${step}; what was measured is written. ${zip ? `It goes on with --resume ${zip}.` : 'The same command begins again at step 0.'}`;

/** Where a run computes that nobody names: where it was, so that it goes on to the bit. */
const DEFAULT_BACKEND = 'cpu';

const elsewhereText = (backend: string) =>
  `The run was on ${backend} and goes on from the same parameters. Its figures may differ in their last digits.`;

export const train: LabCommand = {
  summary:
    'trains one run and writes run.json, metrics.csv, run.zip and frontier.png; defaults are those of the task',
  options: {
    ...settingOptions,
    ...ownOptions,
    backend: {
      kind: 'choice',
      options: BACKEND_NAMES,
      help: `What computes: those on WebGPU in headless Chromium, the others in Node; without it ${DEFAULT_BACKEND}, or where a resumed run was`,
    },
    resume: {
      kind: 'text',
      help: 'Goes on with a run.zip, or a run that the page saved as a file; other options change its settings',
    },
    out: {
      kind: 'text',
      default: 'out',
      help: 'Folder for the results; files of an earlier run are replaced',
    },
    quiet: { kind: 'flag', help: 'No progress on stderr' },
  },
  async run(values) {
    const say = (line: string) => {
      if (!values.quiet) console.error(line);
    };
    const file = values.resume === undefined ? undefined : await savedRun(String(values.resume), 'resume');
    const own = await ownFiles(values, say, file && ownRunOf(file));
    const config = configOf(own ? { ...values, task: 'own', own: own.id } : values, file?.kept.config);
    const backend = (values.backend ?? file?.kept.backend ?? DEFAULT_BACKEND) as BackendName;
    const { RunZip } = await import('./run_zip.ts');
    const zip = new RunZip();
    const resumed = file && (await zip.resume(file, config));
    if (file && backend !== file.kept.backend) say(elsewhereText(file.kept.backend));
    const recorder = new Recorder(config, ['npm run lab --', ...process.argv.slice(2)].join(' '));
    for (const event of resumed?.before ?? []) recorder.receive(event);
    const folder = outFolder(String(values.out), Object.values(RUN_FILES));
    const ending = new AbortController();
    const interruption = listenForInterruption(() => {
      console.error('Ending after the unit under way. Again: at once, and nothing is written.');
      ending.abort();
    });
    let lost: string | undefined;
    try {
      await drive(
        new Driver(config, backend, resumed?.resumption),
        await connectionTo(backend, say),
        (event) => {
          recorder.receive(event);
          zip.receive(event);
          const line = progress(event);
          if (line !== undefined) say(line);
        },
        ending.signal,
      );
    } catch (error) {
      // Keep the measurements up to the failure.
      lost = reasonOf(error);
    }
    const interrupted = interruption.requested || undefined;
    const record = recorder.record({ lost, interrupted });
    const { writeRun } = await import('./output_folder.ts');
    const figures = own && knownFigures(own.id);
    const packed = await zip.bytes(record.provenance.version, figures && own.needs(figures));
    const files = await writeRun(record, packed, folder, (line) => console.error(line));
    interruption.close();
    const { provenance, evaluations, fault, steps } = record;
    const result = {
      out: folder,
      files,
      fault,
      interrupted,
      config,
      provenance,
      steps: steps.length,
      evaluations,
    };
    const text = [
      ...(fault ? [`The run failed: ${fault}`] : []),
      `Wrote ${files.join(', ')} to ${folder}`,
      ...(interrupted ? [stoppedText(steps.length, packed && join(folder, RUN_FILES.zip))] : []),
    ].join('\n');
    return { json: result, text, exitCode: interrupted ? INTERRUPTED : fault ? 1 : 0 };
  },
};
