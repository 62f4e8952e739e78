// `npm run class`: the built page for a class, from the teacher's machine over the room's network. Prints where learners
// find it, as address and QR code, and whether a laptop has reached it.

import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { describeOptions, type OptionSpec, parseOptions, UsageError } from '../lib/arguments.mjs';
import { dist, ensureBuild, root } from '../lib/install.mjs';
import { canOpen, openBrowser } from '../lib/open_browser.mjs';
import { serveClass } from './class_server.ts';
import { openResultsFile } from './results_file.ts';
import { anyWord } from './words.ts';

/** Not that of `npm start`: what a browser keeps of that page would answer here. */
const DEFAULT_PORT = 5200;
const PATIENCE_MS = 10_000;
const WORD = /^[a-z]{2,20}$/;

const options: Record<string, OptionSpec> = {
  word: { kind: 'text', help: 'Word in the address, as a key; the same word goes on with the same class' },
  port: {
    kind: 'integer',
    min: 1,
    max: 65535,
    help: `Serve on exactly this port (otherwise ${DEFAULT_PORT} or the next free one)`,
  },
  'no-open': { kind: 'flag', help: 'Do not open a browser' },
  help: { kind: 'flag', help: 'Show this text' },
};

/** This machine's addresses in its networks, version 4: people type them. */
export const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

function invitation(learners: readonly string[], teachers: string, path: string): string {
  const [first, ...others] = learners;
  if (first === undefined)
    return `This computer is in no network, so no laptop can reach it.\n  You: ${teachers}#class\n`;
  return `
${renderUnicodeCompact(first, { ecc: 'L', border: 2 })}

  Learners:  ${first}${others.map((address) => `\n        or:  ${address}`).join('')}
  You:       ${teachers}#class
  As a learner, on this computer: ${teachers.replace('127.0.0.1', 'localhost')}
  Results:   ${path}

Plain http: browsers give the GPU to https alone, so learners compute on the CPU. Strings is fast there.
Open the learners' address on one laptop now: it is told here when it arrives. Stop with Ctrl+C.
`;
}

/** Returns the exit code; 0 with a running server keeps the process alive. */
export async function classCommand(argv: readonly string[]): Promise<number> {
  try {
    const values = parseOptions(argv, options);
    if (values.help) {
      console.log(`Usage: npm run class -- [options]\n\n${describeOptions(options)}`);
      return 0;
    }
    const word = values.word === undefined ? anyWord() : String(values.word);
    if (!WORD.test(word)) throw new UsageError(`invalid --word: ${word} (expected 2 to 20 letters, a to z)`);
    ensureBuild();
    const path = join(root, 'out', 'class', `${word}.jsonl`);
    const file = await openResultsFile(path);
    let hasArrived = false;
    const { teachersUrl, learnersUrls } = await serveClass({
      ...{ directory: dist, word, file, ownAddresses: ownAddresses() },
      port: values.port === undefined ? DEFAULT_PORT : Number(values.port),
      exact: values.port !== undefined,
      onArrival(address) {
        hasArrived = true;
        console.log(`Arrived: ${address} has opened the page.`);
      },
      onResult: (count) => console.log(`${count} ${count === 1 ? 'result' : 'results'}`),
    });
    console.log(invitation(learnersUrls, teachersUrl, path));
    if (file.codes.length > 0) console.log(`The class ${word} goes on with ${file.codes.length} results.`);
    setTimeout(() => {
      if (!hasArrived)
        console.log(
          'No laptop has arrived yet. If one shows no page, this network keeps computers apart: collect lines by chat.',
        );
    }, PATIENCE_MS).unref();
    if (!values['no-open'] && canOpen()) openBrowser(`${teachersUrl}#class`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}
