// Asks the browser once a visit not to clear the page's storage by itself: when a run has finished, so that there is
// something to keep. Browsers that ask the visitor do so then, not at the door.
import type { PageStore } from '../../store/store.ts';

export function askForLastingStorage(store: PageStore): void {
  // Absent on plain http.
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.persist) return;
  const tell = (lasting: boolean) => store.tellStorage(lasting);
  const ignore = () => {};
  void storage.persisted().then((lasting) => lasting && tell(lasting), ignore);
  const stop = store.subscribe(() => {
    const { progress, lasting } = store.getState();
    if (lasting !== true && progress.status !== 'finished') return;
    stop();
    if (lasting !== true) void storage.persist().then(tell, ignore);
  });
}
