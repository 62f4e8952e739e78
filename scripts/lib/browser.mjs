// Finds a browser with WebGPU (Chrome, Chromium or Edge), or installs one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Arguments for a software adapter, the same on every machine; the tests use it. */
export const softwareGpuArguments = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/** Arguments for the machine's adapter, if it has one; Linux hides it behind a flag. */
export const hardwareGpuArguments = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];
/** Chromium's sandbox refuses to run as root, and containers rarely allow it. */
export const sandboxArguments = process.platform === 'linux' ? ['--no-sandbox'] : [];

/** For Playwright: the command itself decides what a signal ends. */
export const withoutSignals = { handleSIGINT: false, handleSIGTERM: false };

/** @param {NodeJS.ProcessEnv} env */
function installedCandidates(env) {
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', `${env.HOME}/Applications`].flatMap((folder) =>
      names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (process.platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    const paths = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return folders.flatMap((folder) => paths.map((path) => join(String(folder), path)));
  }
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  return (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
}

/**
 * True if the browser exists and starts. A distribution's placeholder does not, nor a browser without its libraries.
 * @param {string} path
 */
function works(path) {
  if (!existsSync(path)) return false;
  // On Windows `--version` opens a window instead.
  return (
    process.platform === 'win32' ||
    spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
  );
}

/** Playwright is loaded late, because it may have just been installed. */
async function playwrightBrowser() {
  const { chromium } = await import('playwright');
  return chromium.executablePath();
}

function installWithPlaywright() {
  console.error('No browser found; installing Chromium (npx playwright install chromium) ...');
  const cli = join(import.meta.dirname, '../../node_modules/playwright/cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: ['ignore', 2, 2], timeout: 600_000 });
}

function canUseApt() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function installWithApt() {
  if (!canUseApt()) return;
  console.error('No browser found; installing Chromium (apt-get install chromium) ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']])
    spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
}

/**
 * Path of an installed browser.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser(env = process.env) {
  if (env.CHROME_PATH) {
    if (works(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(
      `invalid CHROME_PATH: ${env.CHROME_PATH} (expected the path of a Chrome, Chromium or Edge that starts)`,
    );
  }
  return installedCandidates(env).find(works) ?? [await playwrightBrowser()].find(works);
}

/** Path of a browser, which it installs if necessary; an error names the command that helps. */
export async function ensureBrowser() {
  // A build machine allows installation, and apt brings the shared libraries too.
  const installers = process.env.CI
    ? [installWithApt, installWithPlaywright]
    : [installWithPlaywright, installWithApt];
  let browser = await findBrowser();
  for (const install of installers) {
    if (browser !== undefined) return browser;
    install();
    browser = await findBrowser();
  }
  if (browser !== undefined) return browser;
  const fix = existsSync('/etc/debian_version')
    ? 'sudo apt-get install chromium'
    : 'npx playwright install --with-deps chromium';
  throw new Error(
    `no browser with WebGPU was found or could be installed; try \`${fix}\`, or set CHROME_PATH`,
  );
}
