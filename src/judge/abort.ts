// Following a signal from many places at once.

const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/** The callbacks of a signal, behind one listener: Node warns of a leak from the eleventh on, and 32 may follow. */
function callbacksOf(signal: AbortSignal): Set<() => void> {
  const known = callbacks.get(signal);
  if (known) return known;
  const own = new Set<() => void>();
  callbacks.set(signal, own);
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of own) callback();
    },
    { once: true },
  );
  return own;
}

/** Calls back when the signal aborts, at once if it has; returns what ends that. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const own = callbacksOf(signal);
  own.add(callback);
  return () => {
    own.delete(callback);
  };
}

/** A controller that aborts with its parent; `release` ends that. (AbortSignal.any is too new for some browsers.) */
export function following(parent?: AbortSignal): {
  readonly controller: AbortController;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const release = parent ? onAbort(parent, () => controller.abort(parent.reason)) : () => {};
  return { controller, release };
}
