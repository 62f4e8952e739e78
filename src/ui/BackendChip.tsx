// What computes, as a chip in the header. Its panel says why, and offers what else can compute.
import type { BackendName } from '../session/protocol.ts';
import { BACKEND_NAMES } from '../session/run_status.ts';
import styles from './BackendChip.module.css';
import { Popover } from './frame/Popover.tsx';
import { useActions, usePage } from './frame/useStore.ts';

const STRINGS = {
  looking: 'Looking for a GPU…',
  lookingShort: 'Looking…',
  preparing: (done: number, all: number) => `Compiling GPU kernels ${done}/${all}`,
  preparingShort: (done: number, all: number) => `Compiling ${done}/${all}`,
  chip: (text: string) => `Computes: ${text}`,
  compute: 'What computes',
  chips: {
    webgpu: 'GPU',
    cpu: 'CPU',
    'tfjs-webgpu': 'tfjs · GPU',
    'tfjs-wasm': 'tfjs · WASM',
    'tfjs-cpu': 'tfjs · JS',
  } satisfies Record<BackendName, string>,
  backends: {
    webgpu: 'WebGPU',
    cpu: 'CPU',
    'tfjs-webgpu': 'TensorFlow.js · WebGPU',
    'tfjs-wasm': 'TensorFlow.js · WASM',
    'tfjs-cpu': 'TensorFlow.js · plain JavaScript',
  } satisfies Record<BackendName, string>,
  moves: 'The run goes on with your choice, where it stands.',
  use: (name: string) => `Use ${name}`,
  howFast: 'How fast?',
} as const;

export function BackendChip() {
  const backend = usePage((state) => state.backend);
  const preparing = usePage((state) => state.preparing);
  const sentence = preparing
    ? STRINGS.preparing(preparing.done, preparing.total)
    : backend
      ? [backend.label, backend.reason].filter(Boolean).join('. ')
      : STRINGS.looking;
  const text = preparing
    ? STRINGS.preparingShort(preparing.done, preparing.total)
    : backend
      ? STRINGS.chips[backend.name]
      : STRINGS.lookingShort;
  return (
    <div className={styles.place} data-kind={backend?.name ?? 'none'}>
      <Popover
        name={STRINGS.chip(text)}
        className={styles.chip}
        button={
          <>
            <span className={styles.dot} aria-hidden="true" />
            {text}
          </>
        }
      >
        <Choice />
      </Popover>
      <span className="visually-hidden" role="status">
        {sentence}
      </span>
    </div>
  );
}

function Choice() {
  const store = useActions();
  const backend = usePage((state) => state.backend);
  const preparing = usePage((state) => state.preparing);
  if (!backend) return <p>{STRINGS.looking}</p>;
  const { alternative } = backend;
  return (
    <div className={styles.choice}>
      {backend.reason && <p>{backend.reason}</p>}
      {preparing && <p>{STRINGS.preparing(preparing.done, preparing.total)}</p>}
      {backend.only ? (
        <p>{backend.label}</p>
      ) : (
        <label className={styles.field}>
          {STRINGS.compute}
          <select
            className="select"
            value={backend.name}
            onChange={({ target }) => store.switchBackend(target.value as BackendName)}
          >
            {BACKEND_NAMES.map((name) => (
              <option key={name} value={name}>
                {name === backend.name ? backend.label : STRINGS.backends[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      {!backend.only && <p className={styles.note}>{STRINGS.moves}</p>}
      <div className={styles.actions}>
        {alternative && (
          <button type="button" className="button" onClick={() => store.switchBackend(alternative)}>
            {STRINGS.use(STRINGS.backends[alternative])}
          </button>
        )}
        <a href="#benchmark">{STRINGS.howFast}</a>
      </div>
    </div>
  );
}
