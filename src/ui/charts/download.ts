/** Some browsers read a blob only after the click's turn. */
const READ_WITHIN_MS = 60_000;

/** Saves a file under the browser's downloads. */
export function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(blob);
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS);
}
