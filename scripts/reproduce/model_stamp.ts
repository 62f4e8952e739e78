// A run is known by its settings, and not by the models that they name: a folder of outcomes is of one set of models.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of every model's weights under a folder, by path. */
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

/** Throws where outcomes of other models lie in the folder; writes down which these are where nobody has. */
export function checkStamp(out: string, stamp: string): void {
  const file = join(out, 'models.sha256');
  if (!existsSync(file)) {
    mkdirSync(out, { recursive: true });
    writeFileSync(file, stamp);
    return;
  }
  const known = new Set(readFileSync(file, 'utf8').split('\n'));
  const changed = stamp.split('\n').filter((line) => !known.has(line));
  if (changed.length > 0)
    throw new Error(
      `the runs in ${out} were made with other models than ${changed.map((line) => line.split('  ')[1]).join(', ')}: choose another --out, or delete them`,
    );
}
