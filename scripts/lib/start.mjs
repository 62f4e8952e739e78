// The command behind `npm start`.
import { spawn } from 'node:child_process';
import { describeOptions, parseOptions, UsageError } from './arguments.mjs';
import { dist, ensureBuild, ensureDependencies } from './install.mjs';

const DEFAULT_PORT = 5173;

/** @type {Record<string, import('./arguments.mjs').OptionSpec>} */
const options = {
  port: {
    kind: 'integer',
    min: 1,
    max: 65535,
    help: `Serve on exactly this port (otherwise ${DEFAULT_PORT} or the next free one)`,
  },
  'no-open': { kind: 'flag', help: 'Do not open a browser' },
  help: { kind: 'flag', help: 'Show this text' },
};

function canOpen() {
  if (process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @param {string} url */
function openBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.error(`No browser could be opened; visit ${url}`));
  child.unref();
}

/**
 * Returns the exit code; 0 with a running server keeps the process alive.
 * @param {readonly string[]} argv
 */
export async function start(argv) {
  try {
    const values = parseOptions(argv, options);
    if (values.help) {
      console.log(`Usage: npm start -- [options]\n\n${describeOptions(options)}`);
      return 0;
    }
    ensureDependencies();
    ensureBuild();
    const { serve } = await import('./serve.mjs');
    const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
    const { url } = await serve({ directory: dist, port, exact: values.port !== undefined });
    console.log(`The playground runs at ${url} (stop with Ctrl+C)`);
    if (!values['no-open'] && canOpen()) openBrowser(url);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}
