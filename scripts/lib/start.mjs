// The command behind `npm start`.
import { describeOptions, parseOptions, UsageError } from './arguments.mjs';
import { dist, ensureBuild, ensureDependencies } from './install.mjs';
import { canOpen, openBrowser } from './open_browser.mjs';

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
