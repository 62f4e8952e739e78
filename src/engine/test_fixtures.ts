// The files of `src/model/fixtures/`, inlined: the checks' bundle runs where there is no repository.
const files = import.meta.glob<string>('../model/fixtures/*/*', { query: '?url&inline', import: 'default' });

export async function readFixture(path: string): Promise<Uint8Array> {
  const address = await files[`../model/fixtures/${path}`]();
  return new Uint8Array(await (await fetch(address)).arrayBuffer());
}
