// Collects a session's events into one record of the run: the contents of run.json.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { RunConfig } from '../../src/config/schema.ts';
import type { Evaluation } from '../../src/experiments/run_outcome.ts';
import type {
  BackendInfo,
  FrontierPoint,
  SampleView,
  StepMetrics,
  WorkerEvent,
} from '../../src/session/protocol.ts';
import { root } from '../lib/install.mjs';

export interface RunRecord {
  readonly config: RunConfig;
  readonly provenance: {
    readonly version: string;
    /** Git commit; absent outside a checkout, ends in "+" if files have changed since. */
    readonly commit?: string;
    readonly backend: BackendInfo | null;
    readonly parameterCount: number | null;
    /** ISO 8601. */
    readonly date: string;
    readonly seconds: number;
    readonly command: string;
  };
  readonly steps: readonly StepMetrics[];
  readonly evaluations: readonly Evaluation[];
  readonly frontier: readonly FrontierPoint[];
  readonly samples: readonly SampleView[];
  readonly notices: readonly string[];
  /** Why the run ended early; absent if it did not. */
  readonly fault?: string;
  /** Whether a signal ended it before its last step. */
  readonly interrupted?: boolean;
}

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function commit(): string | undefined {
  const head = git('rev-parse', 'HEAD');
  return head && (git('status', '--porcelain') ? `${head}+` : head);
}

export class Recorder {
  private readonly began = new Date();
  private readonly steps: StepMetrics[] = [];
  private readonly evaluations: Evaluation[] = [];
  private readonly samples: SampleView[] = [];
  private readonly notices: string[] = [];
  private frontier: readonly FrontierPoint[] = [];
  private backend: BackendInfo | null = null;
  private parameterCount: number | null = null;
  private fault?: string;

  constructor(
    private readonly config: RunConfig,
    private readonly command: string,
  ) {}

  receive(event: WorkerEvent): void {
    switch (event.type) {
      case 'backend':
        this.backend = event.backend;
        break;
      case 'loaded':
        this.parameterCount = event.parameterCount;
        break;
      case 'step':
        this.steps.push(event.metrics);
        break;
      case 'evaluation':
        this.evaluations.push(event.evaluation);
        break;
      case 'frontier':
        this.frontier = event.points;
        break;
      case 'view':
        this.samples.push(event.view);
        break;
      case 'notice':
        this.notices.push(event.message);
        break;
      case 'fault':
        this.fault = `${event.code}: ${event.message}`;
        break;
    }
  }

  /** The record so far; `lost` is the reason if something outside the session broke the run. */
  record({ lost, interrupted }: { lost?: string; interrupted?: boolean } = {}): RunRecord {
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
    return {
      config: this.config,
      provenance: {
        version,
        commit: commit(),
        backend: this.backend,
        parameterCount: this.parameterCount,
        date: this.began.toISOString(),
        seconds: (Date.now() - this.began.getTime()) / 1000,
        command: this.command,
      },
      steps: this.steps,
      evaluations: this.evaluations,
      frontier: this.frontier,
      samples: this.samples,
      notices: this.notices,
      fault: this.fault ?? lost,
      interrupted,
    };
  }
}
