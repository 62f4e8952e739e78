// Reports an old Node before any newer syntax or module is loaded. Vite requires Node 20.19.
const OLDEST = [20, 19];

/**
 * @param {string} version such as "20.19.0"
 * @returns {string | undefined} what is wrong with it
 */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Node ${version} is too old: the playground needs Node ${OLDEST.join('.')} or newer (https://nodejs.org).`;
}

export function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}
