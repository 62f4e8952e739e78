// The packed folder on the software driver, in an empty environment, as it would run elsewhere.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packGpu } from './pack_gpu.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pack-gpu-'));
function run(...options: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(folder, 'run'), options, { env: {}, cwd: '/' });
    let output = '';
    const add = (text: Buffer) => {
      output += text;
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe.skipIf(process.platform !== 'linux')('the packed folder', () => {
  beforeAll(() => packGpu(folder, process.execPath));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('checks kernels, and says what it checked', async () => {
    const { code, output } = await run(
      '--software',
      'check_gpu',
      '--quick',
      '--only',
      'norm_kernels, barrier-free',
    );
    expect(output).toMatch(/swiftshader/i);
    expect(output).toMatch(/^norm_kernels, barrier-free +3 +0 +0 /m);
    expect(output).toMatch(/\n3 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('has the models that other libraries saved', async () => {
    const { code, output } = await run(
      '--software',
      'check_gpu',
      '--only',
      "engine_fixtures, barrier-free: has the log-probs and the gradient of PEFT's",
    );
    expect(output).toMatch(/\n1 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('has the benchmark too, and says what is wrong with a call', async () => {
    const help = await run('bench', '--help');
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('--node') });
    const wrong = await run('check_gpu', '--unknown');
    expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('--unknown') });
  });

  it('fails where nothing is checked', async () => {
    const { code, output } = await run('--software', 'check_gpu', '--quick', '--only', 'no such check');
    expect(output).toMatch(/0 passed, 0 failed/);
    expect(code).toBe(1);
  });

  it('is small enough to send: less than 64 MB', () => {
    const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      // Unpacked by the first run.
      .filter((path) => !/\/node$|\.node$|\/libvk_swiftshader\.so$/.test(path))
      .map((path) => statSync(path).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64e6);
  });
});
