// Texts of files and folders that were chosen or dropped. What is too large to be a chat is left out, and said.
import type { GivenText } from '../../store/classroom.ts';

const LARGEST_BYTES = 50e6;
const MOST_FILES = 2000;

export interface DroppedTexts {
  readonly texts: readonly GivenText[];
  /** Names of files that were not read. */
  readonly leftOut: readonly string[];
}

export async function textsOfFiles(files: readonly File[]): Promise<DroppedTexts> {
  const texts: GivenText[] = [];
  const leftOut: string[] = [];
  for (const [at, file] of files.entries()) {
    const text =
      file.size > LARGEST_BYTES || at >= MOST_FILES ? undefined : await file.text().catch(() => undefined);
    if (text === undefined) leftOut.push(file.name);
    else texts.push({ name: file.name, text });
  }
  return { texts, leftOut };
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File[]>((resolve) =>
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    ),
  );

/** A reader gives a folder's entries a hundred at a time, and none at its end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...some);
  }
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return fileOf(entry as FileSystemFileEntry);
  const entries = await entriesOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(entries.map(filesOf))).flat();
}

/** Files of a drop, those in folders included. A drop's data is gone after the event, so entries are taken at once. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...files];
  return (await Promise.all(entries.map(filesOf))).flat();
}
