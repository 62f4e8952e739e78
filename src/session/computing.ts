// What computes for a session: the active backend, how it is chosen, and who is told if it fails.
import type { RunConfig } from '../config/schema.ts';
import type { ActiveBackend, BackendFailure, BackendProvider } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import { backendFor, isPlain, plainBackend } from './plain_backend.ts';
import type { BackendName, WorkerEvent } from './protocol.ts';
import { workloadOf } from './speed.ts';

export class Computing {
  backend?: ActiveBackend;
  /** Backend of a stopped run, which released its device. Viewing samples activates it again. */
  stoppedOn?: BackendName;

  constructor(
    private readonly dependencies: {
      readonly emit: (event: WorkerEvent) => void;
      readonly backends: BackendProvider;
    },
    private readonly loadModel: LoadModel,
    private readonly onFailure: (failure: BackendFailure) => void,
  ) {}

  /** Returns the previous backend; the caller releases it once the state is saved. Without a name, the config's work decides. */
  async activate(config: RunConfig, name?: BackendName): Promise<ActiveBackend | undefined> {
    const left = this.backend;
    const plain = isPlain(config);
    const isOfKind = left && plain === (left === plainBackend);
    if (isOfKind && (plain || !name || name === left.info.name)) return undefined;
    const { backends, emit } = this.dependencies;
    const workload = () => workloadOf(config, this.loadModel, emit);
    const backend = await backendFor(config, () => backends.activate(name, workload));
    this.backend = backend;
    this.stoppedOn = undefined;
    void backend.failed.then((failure) => {
      if (this.backend === backend) this.onFailure(failure);
    });
    emit({ type: 'backend', backend: backend.info });
    return left;
  }
}
