// `lab train`: trains one run without the page. Writes run.json, metrics.csv and the frontier to a folder.
import { reasonOf } from '../../src/errors/reason.ts';
import type { BackendName, WorkerEvent } from '../../src/session/protocol.ts';
import { BACKEND_NAMES } from '../../src/session/run_status.ts';
import { INTERRUPTED, listenForInterruption } from '../lib/interruption.ts';
import { outFolder } from '../lib/out_folder.ts';
import type { LabCommand } from './command.ts';
import { type Connect, Driver, drive } from './drive.ts';
import { Recorder } from './recorder.ts';
import { RUN_FILES } from './run_files.ts';
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

const stoppedText = (step: number) =>
  `Stopped after step ${step}; what was measured is written. The same command begins again at step 0.`;

export const train: LabCommand = {
  summary: 'trains one run and writes run.json, metrics.csv and frontier.png; defaults are those of the task',
  options: {
    ...settingOptions,
    backend: {
      kind: 'choice',
      options: BACKEND_NAMES,
      default: 'cpu',
      help: 'What computes: those on WebGPU in headless Chromium, the others in Node',
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
    const config = configOf(values);
    const backend = values.backend as BackendName;
    const recorder = new Recorder(config, ['npm run lab --', ...process.argv.slice(2)].join(' '));
    const folder = outFolder(String(values.out), Object.values(RUN_FILES));
    const ending = new AbortController();
    const interruption = listenForInterruption(() => {
      console.error('Ending after the unit under way. Again: at once, and nothing is written.');
      ending.abort();
    });
    let lost: string | undefined;
    try {
      await drive(
        new Driver(config, backend),
        await connectionTo(backend, say),
        (event) => {
          recorder.receive(event);
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
    const files = await writeRun(record, folder, (line) => console.error(line));
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
      ...(interrupted ? [stoppedText(steps.length)] : []),
    ].join('\n');
    return { json: result, text, exitCode: interrupted ? INTERRUPTED : fault ? 1 : 0 };
  },
};
