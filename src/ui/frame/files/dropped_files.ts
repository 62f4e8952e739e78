// Files of a drop, those inside dropped folders too.
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';

/** A folder is read so deep, and no further: models lie at the top. */
const DEEPEST = 2;

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

async function filesOf(entry: FileSystemEntry, depth: number): Promise<NamedBlob[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ name: file.name, blob: file, folder: folderOf(entry.fullPath) }];
  }
  if (depth === DEEPEST) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: NamedBlob[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return files;
    for (const inside of entries) files.push(...(await filesOf(inside, depth + 1)));
  }
}

/** Entries must be taken at once: a drop's data are gone after its event. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<NamedBlob[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry?.() ?? null).filter(
    (entry) => entry !== null,
  );
  if (entries.length === 0) return Array.from(files, named);
  return (await Promise.all(entries.map((entry) => filesOf(entry, 0)))).flat();
}

/** A file that was chosen, alone or within its folder. */
export const named = (file: File): NamedBlob => ({
  name: file.name,
  blob: file,
  folder: folderOf(file.webkitRelativePath),
});
