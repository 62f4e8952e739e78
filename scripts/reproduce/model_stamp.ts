// Run keys do not include the models, so an output folder stores their checksums.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of the weights of every model under a folder, by path. */
export function modelStamp(models: string): string {
  const files = readdirSync(models, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.safetensors'))
    .sort();
  const lines = files.map((file) => {
    const sum = createHash('sha256').update(readFileSync(join(models, file)));
    return `${sum.digest('hex')}  ${file.replaceAll('\\', '/')}`;
  });
  return `${lines.join('\n')}\n`;
}

/** A digest of the lines of one task's models. */
export function taskStamp(stamp: string, task: string): string {
  const lines = stamp.split('\n').filter((line) => line.split('  ')[1]?.startsWith(`${task}/`));
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

/** Throws if the folder holds outcomes of other models; writes the checksums if they are missing. */
export function checkStamp(out: string, stamp: string): void {
  const file = join(out, 'models.sha256');
  if (!existsSync(file)) {
    mkdirSync(out, { recursive: true });
    // Parts that start together must not read half a file.
    writeFileSync(`${file}.${process.pid}.part`, stamp);
    renameSync(`${file}.${process.pid}.part`, file);
    return;
  }
  const known = new Set(readFileSync(file, 'utf8').split('\n'));
  const changed = stamp.split('\n').filter((line) => !known.has(line));
  if (changed.length > 0)
    throw new Error(
      `the runs in ${out} were made with other models than ${changed.map((line) => line.split('  ')[1]).join(', ')}: choose another --out, or delete them`,
    );
}
