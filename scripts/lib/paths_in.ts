// The files and folders of the repository that a document names: in code, from the root; in links, from the document.
import { posix } from 'node:path';

const IN_CODE = /`((?:src|scripts|docs|e2e|bench|public|results|\.github)\/[\w./+-]*)(?::\d+)?`/g;
const IN_LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g;

/** From the root, without those that hold a placeholder such as `<name>`. */
export function pathsIn(document: string, text: string): readonly string[] {
  const inCode = [...text.matchAll(IN_CODE)].map(([, path]) => path);
  const inLinks = [...text.matchAll(IN_LINK)]
    .filter(([, target]) => !/^\w+:/.test(target))
    .map(([, target]) => posix.join(posix.dirname(document), target));
  return [...inCode, ...inLinks];
}
