// JSON.parse keeps the last of two equal keys and does not say so. This looks for them in the text itself.

/** A string, with its colon if it is a key; a brace. Brackets do not matter: keys stand in braces only. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;

interface OpenObject {
  readonly keys: Set<string>;
  /** The key whose value is being read. */
  at: string;
}

/** Path of the first key that an object holds twice, like `a.shape`; undefined without one. `json` must be valid. */
export function repeatedKey(json: string): string | undefined {
  const open: OpenObject[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{') open.push({ keys: new Set(), at: '' });
    else if (token === '}') open.pop();
    else if (colon) {
      const object = open[open.length - 1];
      object.at = JSON.parse(text); // "a" and "\u0061" are the same key
      if (object.keys.has(object.at)) return open.map(({ at }) => at).join('.');
      object.keys.add(object.at);
    }
  }
  return undefined;
}
