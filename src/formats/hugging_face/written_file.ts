// A file that leaves: its name in the folder and its bytes.

export interface WrittenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const textFile = (name: string, text: string): WrittenFile => ({
  name,
  bytes: new TextEncoder().encode(text),
});

export const jsonFile = (name: string, json: unknown): WrittenFile =>
  textFile(name, `${JSON.stringify(json, null, 2)}\n`);
