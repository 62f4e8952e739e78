// What a visitor brings: links and files that are wrong, old, cut off, or meant to do harm.

import { readFile } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

type Bytes = Uint8Array<ArrayBufferLike>;

const opened = async (scene: Scene, name: string, bytes: Bytes): Promise<void> => {
  await scene.tab
    .getByLabel('Open a run file…')
    .first()
    .setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
};

/** The paused run as the page saves it. */
const savedRun = async (scene: Scene): Promise<Bytes> => {
  const download = scene.tab.waitForEvent('download');
  await scene
    .button(/^Save as a file: .*/)
    .first()
    .click();
  return readFile(await (await download).path());
};

const RUN_FILE = 'run.zip';

/** The visitor opens the page's own file of a run, after somebody has changed it. */
const opensChanged =
  (change: (bytes: Bytes) => Bytes) =>
  async (scene: Scene): Promise<void> =>
    opened(scene, RUN_FILE, change(await savedRun(scene)));

const refused = {
  sees: 'What is wrong with the file, and that nothing was changed.',
  says: /\.zip: invalid .+\. Nothing was changed\./,
  loses: 'nothing',
  at: 'paused',
} as const;

/** @param change of run.json. */
const withIndex =
  (change: (index: Record<string, unknown>) => Record<string, unknown>) =>
  (bytes: Bytes): Bytes => {
    const files = unzipSync(bytes);
    const index = JSON.parse(strFromU8(files['run.json']));
    return zipSync({ ...files, 'run.json': strToU8(JSON.stringify(change(index))) });
  };

const runFiles: readonly Fault[] = [
  {
    ...refused,
    name: 'run-file-empty',
    does: 'The visitor opens an empty run file.',
    provoke: (scene) => opened(scene, RUN_FILE, new Uint8Array()),
  },
  {
    ...refused,
    name: 'run-file-of-another-kind',
    does: 'The visitor opens a photograph as a run file.',
    provoke: (scene) =>
      opened(
        scene,
        RUN_FILE,
        Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 251),
      ),
  },
  {
    ...refused,
    name: 'run-file-halved',
    does: 'Only half of a run file was copied.',
    fast: true,
    provoke: opensChanged((bytes) => bytes.slice(0, bytes.length / 2)),
  },
  {
    ...refused,
    name: 'run-file-flipped',
    does: 'One bit of a run file is the other.',
    provoke: opensChanged((bytes) => {
      const changed = Uint8Array.from(bytes);
      changed[changed.length >> 1] ^= 4;
      return changed;
    }),
  },
  {
    ...refused,
    name: 'run-file-of-a-newer-version',
    does: 'The visitor opens a run file of a newer version of the page.',
    sees: 'That a newer page has written it, and that nothing was changed.',
    says: /version 99, .+\. Nothing was changed\./,
    provoke: opensChanged(
      withIndex((index) => JSON.parse(JSON.stringify(index).replace(/"version":1\b/, '"version":99'))),
    ),
  },
  {
    ...refused,
    name: 'run-file-without-a-record',
    does: 'A zip of other things is opened as a run file.',
    provoke: (scene) => opened(scene, RUN_FILE, zipSync({ 'holiday.txt': strToU8('sun') })),
  },
  {
    ...refused,
    name: 'run-file-bomb',
    does: 'A small zip would unpack to a gigabyte.',
    provoke: (scene) =>
      opened(scene, RUN_FILE, zipSync({ 'run.json': new Uint8Array(2 ** 30) }, { level: 1 })),
  },
  {
    ...refused,
    name: 'run-file-climbs-out',
    does: 'A run file names its parts ../../ and tries to become another object’s prototype.',
    provoke: opensChanged(
      withIndex((index) => ({
        ...JSON.parse('{"__proto__": {"polluted": true}}'),
        ...index,
        parts: { '../../x': { sha256: 'no' } },
      })),
    ),
  },
];

const link = {
  loses: 'nothing',
  at: 'before the page',
  sees: 'What is wrong with the link; the default stands in its place.',
} as const;

const links: readonly Fault[] = [
  {
    ...link,
    name: 'link-of-nonsense',
    does: 'A link names settings that do not exist, and numbers that are none.',
    says: /This link has 3 problems\. Defaults stand in\./,
    fast: true,
    provoke: (scene) => scene.open('&colour=blue&gamma=NaN&learningRate=-1'),
  },
  {
    ...link,
    name: 'link-with-absurd-sizes',
    does: 'A link asks for 10^300 samples.',
    says: /invalid samplesPerPrompt/,
    provoke: (scene) => scene.visit(scene.address().replace('samplesPerPrompt=4', 'samplesPerPrompt=1e300')),
  },
  {
    ...link,
    name: 'link-to-an-unknown-backend',
    does: 'A link names a backend that does not exist.',
    says: /invalid backend/,
    async provoke(scene) {
      await scene.visit(scene.address().replace('backend=cpu', 'backend=quantum'));
    },
  },
  {
    ...link,
    name: 'link-of-sixteen-kilobytes',
    does: 'A link is longer than most servers take.',
    sees: 'The server’s refusal, or what is wrong with the link. A shorter one works.',
    async provoke(scene) {
      // Some browsers call a refusal a failure.
      await scene.visit(`${scene.address()}&x=${'y'.repeat(20_000)}`).catch(() => undefined);
    },
    allows: /431/,
    recover: (scene) => scene.comeBack(),
  },
  {
    ...link,
    name: 'link-with-a-script',
    does: 'A link carries markup and script in its settings.',
    sees: 'The markup as text; no script runs.',
    says: /<img/,
    async provoke(scene) {
      await scene.visit(`${scene.address()}&gamma=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
    },
  },
];

const preferences: readonly Fault[] = [
  {
    name: 'preferences-of-nonsense',
    does: 'The visitor pastes preference data of which every line is wrong.',
    sees: 'Which lines are wrong and how, and that nothing was taken.',
    says: /lines are wrong, so nothing was taken/,
    loses: 'nothing',
    at: 'paused',
    query: undefined,
    async provoke(scene) {
      await scene.tab.getByLabel('Method', { exact: true }).selectOption({ label: 'DPO' });
      await scene.tab.getByRole('tab', { name: 'Reward' }).click();
      await scene.tab.getByLabel('JSON lines').fill('{"prompt": 1}\nnonsense\n{}');
      await scene.button('Use these').click();
    },
    recover: (scene) => scene.comeBack(),
  },
];

export const inputs: readonly Fault[] = [...links, ...runFiles, ...preferences];
