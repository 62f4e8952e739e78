// A folder that was made here, as one archive.
import { zipSync } from 'fflate';
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';
import { download } from '../../charts/download.ts';

export async function downloadFolder(archive: string, folder: readonly NamedBlob[]): Promise<void> {
  const files = await Promise.all(
    folder.map(
      async ({ name, blob }): Promise<[string, Uint8Array]> => [
        name,
        new Uint8Array(await blob.slice(0, blob.size).arrayBuffer()),
      ],
    ),
  );
  download(
    archive,
    new Blob([zipSync(Object.fromEntries(files), { level: 0 }) as BlobPart], { type: 'application/zip' }),
  );
}
