// The licences of every package whose code is in the build, as one text beside the page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const RULE = '-'.repeat(80);

/** What the bundler does not see: the runtime of the CPU engine, and the parts of the service worker. */
const UNSEEN = [
  'assemblyscript',
  'workbox-cacheable-response',
  'workbox-core',
  'workbox-expiration',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];

/**
 * @param {string} folder of a package
 * @param {string} apache the Apache License, which some packages name and do not ship
 */
function noticeOf(folder, apache) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && license === 'Apache-2.0') texts.push(apache);
  if (texts.length === 0 && typeof license !== 'string') throw new Error(`${name} has no licence`);
  return { name, text: [RULE, `${name} ${version} (${license})`, RULE, ...texts].join('\n\n') };
}

/**
 * @param {Iterable<string>} modules paths of all bundled modules
 * @param {string} root of the repository
 */
export function thirdPartyNotices(modules, root) {
  const seen = [...modules].map((id) => PACKAGE.exec(id)?.[1]).filter((folder) => folder !== undefined);
  const unseen = UNSEEN.map((name) => join(root, 'node_modules', name));
  const apache = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  const notices = [...new Set([...seen, ...unseen])].map((folder) => noticeOf(folder, apache));
  notices.sort((a, b) => (a.name < b.name ? -1 : 1));
  // The mark lets browsers read UTF-8, whatever the host says.
  return `\uFEFFBRAIn Playground contains code of these packages.\n\n${notices.map(({ text }) => text).join('\n\n')}\n`;
}

/** Plugins for the page and for its workers; the page's writes the text. @param {string} root */
export function noticesPlugins(root) {
  /** @type {Set<string>} */
  const modules = new Set();
  /** @param {Record<string, { type: string, moduleIds?: string[] }>} bundle */
  const collect = (bundle) => {
    for (const { moduleIds = [] } of Object.values(bundle)) for (const id of moduleIds) modules.add(id);
  };
  /** @type {import('vite').Plugin} */
  const ofWorkers = { name: 'notices-of-workers', generateBundle: (_options, bundle) => collect(bundle) };
  /** @type {import('vite').Plugin} */
  const ofPage = {
    name: 'third-party-notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      collect(bundle);
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD_PARTY_NOTICES.txt',
        source: thirdPartyNotices(modules, root),
      });
    },
  };
  return { ofPage, ofWorkers };
}
