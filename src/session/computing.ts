// What computes for a session: the active backend, how it is chosen, and who is told if it fails.
import type { RunConfig } from '../config/schema.ts';
import type { ActiveBackend, BackendFailure, BackendProvider } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import { backendFor, isPlain, plainBackend } from './plain_backend.ts';
import type { BackendInfo, BackendName, WorkerEvent } from './protocol.ts';
import { workloadOf } from './speed.ts';
import { type IsWanted, Replaced } from './waits.ts';

/** A backend that was asked for and is not in use yet. */
interface Opening {
  readonly plain: boolean;
  readonly name?: BackendName;
  readonly backend: Promise<ActiveBackend>;
}

export class Computing {
  backend?: ActiveBackend;
  /** Backend of a stopped run, which released its device. Viewing samples activates it again. */
  stoppedOn?: BackendName;
  private opening?: Opening;

  constructor(
    private readonly dependencies: {
      readonly emit: (event: WorkerEvent) => void;
      readonly backends: BackendProvider;
    },
    private readonly loadModel: LoadModel,
    private readonly told: {
      readonly onActivated: (info: BackendInfo) => void;
      readonly onFailure: (failure: BackendFailure) => void;
    },
  ) {}

  /**
   * Returns the previous backend; the caller releases it once the state is saved. Without a name, the config's work
   * decides. Throws `Replaced` where the backend is no longer wanted when it is there.
   */
  async activate(
    config: RunConfig,
    isWanted: IsWanted,
    name?: BackendName,
  ): Promise<ActiveBackend | undefined> {
    const left = this.backend;
    const plain = isPlain(config);
    const isOfKind = left && plain === (left === plainBackend);
    if (isOfKind && (plain || !name || name === left.info.name)) {
      this.open(undefined);
      return undefined;
    }
    const opening = this.opened(config, plain, name);
    const backend = await opening.backend.catch((error: unknown) => {
      if (this.opening === opening) this.opening = undefined;
      throw error;
    });
    // It stays open for whoever comes next.
    if (!isWanted()) throw new Replaced();
    this.opening = undefined;
    const { emit } = this.dependencies;
    this.backend = backend;
    this.stoppedOn = undefined;
    void backend.failed.then((failure) => {
      if (this.backend === backend) this.told.onFailure(failure);
    });
    emit({ type: 'backend', backend: backend.info });
    this.told.onActivated(backend.info);
    return left;
  }

  /** Nobody joins the one that is being opened. */
  giveUp(): void {
    this.open(undefined);
  }

  /** Joins the one that is being opened, where it is what is wanted: it is measured once, however often a task changes. */
  private opened(config: RunConfig, plain: boolean, name?: BackendName): Opening {
    const { opening } = this;
    if (opening?.plain === plain && (plain || !name || name === opening.name)) return opening;
    const { backends, emit } = this.dependencies;
    const workload = () => workloadOf(config, this.loadModel, emit);
    const backend = backendFor(config, () => backends.activate(name, workload));
    return this.open({ plain, name, backend });
  }

  private open<T extends Opening | undefined>(opening: T): T {
    void this.opening?.backend.then(
      ({ release }) => release(),
      () => {},
    );
    this.opening = opening;
    return opening;
  }
}
