// The browser's storage: forbidden, full, cleared, held, newer, or damaged.
import type { Page } from 'playwright';
import type { Fault } from './fault.ts';
import { ENDLESS, type Scene, until } from './scene.ts';
import { NOT_KEPT, RETURNED, UNREADABLE } from './sentences.ts';

/** In the words of a page: works on the stores of a run that is not finished. */
const onUnfinished = (work: string) => `(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open('brain-playground'));
  const transaction = db.transaction(['runs', 'run-histories', 'run-states'], 'readwrite');
  const [runs, histories, states] = ['runs', 'run-histories', 'run-states'].map((name) => transaction.objectStore(name));
  const run = (await answer(runs.getAll())).find(({ status }) => status !== 'finished');
  const last = run.pieces.findLast(({ stateBytes }) => stateBytes > 0).index;
  ${work};
  await new Promise((resolve) => { transaction.oncomplete = resolve; });
  db.close();
})()`;

/** The browser takes a moment to free what a closed tab held. */
const NO_TAB_HAS_A_RUN = `navigator.locks.query().then(({ held }) => held.every(({ name }) => !name.startsWith('brain-run ')))`;

/** The tab is closed, the storage changed by somebody else, and the address opened again. */
const changed =
  (work: string) =>
  async (scene: Scene): Promise<void> => {
    await scene.elsewhere(async (tab) => {
      await scene.tab.close();
      await until('the run without a tab', () => tab.evaluate<boolean>(NO_TAB_HAS_A_RUN));
      await tab.evaluate(onUnfinished(work));
    });
    await scene.open();
  };

/** Does not end before the browser asks for the quota anew, which it does every half minute. */
const BEYOND_QUOTA = ENDLESS.replace('stepsPerRound=10', 'stepsPerRound=1000');

const limited = async (scene: Scene, bytes?: number): Promise<void> => {
  const cdp = await scene.cdp();
  const origin = new URL(scene.server.url).origin;
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
};

const openDatabase = (tab: Page, version: number) =>
  tab.evaluate(
    `new Promise((resolve, reject) => {
      const request = indexedDB.open('brain-playground', ${version});
      request.onupgradeneeded = () => request.result.createObjectStore('of-another-version');
      request.onsuccess = () => { self.held = request.result; resolve(); };
      request.onerror = () => reject(request.error);
    })`,
  );

const deleteDatabase = (tab: Page) =>
  tab.evaluate(
    `new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('brain-playground');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    })`,
  );

/** The finished run of an earlier visit is in the list. */
const listsOthers = async (scene: Scene): Promise<void> => void (await scene.said(/finished at step 20/));

export const storage: readonly Fault[] = [
  {
    name: 'storage-forbidden',
    does: 'The visitor’s browser allows pages no storage at all.',
    sees: 'That runs will be lost with this tab, and why. Everything trains.',
    says: NOT_KEPT,
    loses: 'tab',
    at: 'before the page',
    browser: 'own',
    preferences: { profile: { default_content_setting_values: { cookies: 2 } } },
    async provoke(scene) {
      await scene.open();
      await scene.button('Train it here').click();
    },
  },
  {
    name: 'storage-full',
    does: 'The disk is full before the run begins.',
    sees: 'That runs will be lost with this tab, and why. Everything trains.',
    says: NOT_KEPT,
    loses: 'tab',
    at: 'before the page',
    query: BEYOND_QUOTA,
    async provoke(scene) {
      await scene.open();
      await limited(scene, 1);
      await scene.button('Train it here').click();
    },
  },
  {
    name: 'storage-fills-up',
    does: 'The disk becomes full while the run trains.',
    sees: 'That what comes now will be lost with this tab. The run goes on.',
    says: NOT_KEPT,
    loses: 'tab',
    at: 'training',
    fast: true,
    query: BEYOND_QUOTA,
    provoke: (scene) => limited(scene, 1),
  },
  {
    name: 'storage-full-then-crash',
    does: 'The disk becomes full while the run trains, and then the tab crashes.',
    sees: 'Where the run stood when the disk became full, and “Go on”.',
    says: /BRAIn on Strings, step [\d,]+ of 1,000,000, saved/,
    loses: 'seconds',
    at: 'training',
    query: BEYOND_QUOTA,
    async provoke(scene) {
      await limited(scene, 1);
      await scene.said(NOT_KEPT);
      await scene.crash();
      await scene.comeBack();
      await limited(scene);
    },
  },
  {
    name: 'storage-cleared',
    does: 'The visitor clears the page’s data in the browser’s settings while the run trains.',
    sees: 'The run goes on, and is kept from now on.',
    loses: 'asked',
    at: 'training',
    async provoke(scene) {
      const step = await scene.shownStep();
      const cdp = await scene.cdp();
      const { origin } = new URL(scene.server.url);
      await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      await scene.reaches((step ?? 0) + 1);
    },
  },
  {
    name: 'database-deleted',
    does: 'Another tab deletes the page’s database while the run trains.',
    sees: 'The run goes on, and is kept from now on.',
    loses: 'asked',
    at: 'training',
    async provoke(scene) {
      const step = await scene.shownStep();
      await scene.elsewhere(deleteDatabase);
      await scene.reaches((step ?? 0) + 1);
    },
  },
  {
    name: 'database-of-a-newer-page',
    does: 'A newer version of the page was used in this browser.',
    sees: 'That runs will be lost with this tab, and why. Everything trains.',
    says: NOT_KEPT,
    loses: 'asked',
    at: 'before the page',
    async provoke(scene) {
      await scene.elsewhere((tab) => openDatabase(tab, 99));
      await scene.open();
      await scene.button('Train it here').click();
    },
  },
  {
    name: 'database-held-by-an-older-tab',
    does: 'A tab with an older version of the page holds the database.',
    sees: 'That runs will be lost with this tab, and which tab to close. Everything trains.',
    says: NOT_KEPT,
    loses: 'asked',
    at: 'before the page',
    async provoke(scene) {
      const older = await scene.context.newPage();
      await older.goto(scene.observatory);
      await deleteDatabase(older);
      await openDatabase(older, 1);
      await scene.open();
      await scene.button('Train it here').click();
    },
  },
  {
    name: 'record-without-settings',
    does: 'The record of the run has lost its settings.',
    sees: 'That one record cannot be read, why, and “Save it for a report”. Other runs are there.',
    says: UNREADABLE,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed('delete run.config; runs.put(run, run.key)'),
  },
  {
    name: 'record-of-nonsense',
    does: 'In place of the run’s record stands a text.',
    sees: 'That one record cannot be read, why, and “Save it for a report”. Other runs are there.',
    says: UNREADABLE,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    fast: true,
    provoke: changed('runs.put("nonsense", run.key)'),
  },
  {
    name: 'record-of-a-newer-version',
    does: 'The run’s record was written by a newer version of the page.',
    sees: 'That this record comes from a newer page. Other runs are there.',
    says: /1 record cannot be read: .+ newer page/,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed('run.version = 99; runs.put(run, run.key)'),
  },
  {
    name: 'record-with-absurd-numbers',
    does: 'The run’s record says that it stands at step minus infinity.',
    sees: 'That one record cannot be read, why, and “Save it for a report”. Other runs are there.',
    says: UNREADABLE,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed('run.step = -Infinity; runs.put(run, run.key)'),
  },
  {
    name: 'history-damaged',
    does: 'One byte of the run’s curves is another.',
    sees: 'That one record cannot be read: its bytes have changed. Other runs are there.',
    says: UNREADABLE,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed(
      'const piece = await answer(histories.get([run.key, 0])); piece.history[9] ^= 1; histories.put(piece, [run.key, 0])',
    ),
  },
  {
    name: 'history-missing',
    does: 'The run’s first piece is gone.',
    sees: 'That one record cannot be read: a piece is missing. Other runs are there.',
    says: UNREADABLE,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed('histories.delete([run.key, 0])'),
  },
  {
    name: 'state-damaged',
    does: 'One byte of the state that the run goes on from is another.',
    sees: 'That the bytes have changed. Its curves are there, and so are other runs.',
    says: /invalid state: .+ bytes have changed/,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    fast: true,
    provoke: changed(
      'const state = await answer(states.get([run.key, last])); state[state.length >> 1] ^= 1; states.put(state, [run.key, last])',
    ),
  },
  {
    name: 'state-missing',
    does: 'The state that the run goes on from is gone.',
    sees: 'That it is missing. Its curves are there, and so are other runs.',
    says: /state of piece \d+ is missing/,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed('states.delete([run.key, last])'),
  },
  {
    name: 'samples-damaged',
    does: 'One byte of the samples that the run trains on is another.',
    sees: 'That the bytes have changed. Other runs are there.',
    says: /invalid groups: .+ bytes have changed|1 record cannot be read/,
    loses: 'record',
    at: 'paused',
    recover: listsOthers,
    provoke: changed(
      'const piece = await answer(histories.get([run.key, 0])); piece.groups[9] ^= 1; histories.put(piece, [run.key, 0])',
    ),
  },
  {
    name: 'hundred-bad-records',
    does: 'The storage holds a hundred records that nobody can read.',
    sees: 'Each with its reason; the run is there, and goes on.',
    says: RETURNED,
    loses: 'nothing',
    at: 'paused',
    provoke: changed('for (let i = 0; i < 100; i++) runs.put({ nonsense: i }, "bad" + i)'),
  },
];
