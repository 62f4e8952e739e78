// The address of an OpenAI-compatible server as visitors paste it, brought to the one that /chat/completions follows.

const EXPECTED = 'expected an http(s) address such as http://localhost:11434/v1';
const CHAT = /\/chat\/completions$/;
/** A version among the path's parts: /v1, /api/v4, /v1beta/openai. */
const VERSION = /\/v\d[^/]*(\/|$)/;

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/**
 * The base address, without a slash at its end; /v1 is added where the path names no version.
 * Throws on anything but http(s), and on user names, passwords and queries, which may be secrets and so are not quoted.
 */
export function normaliseEndpoint(text: string): string {
  const url = parsed(text.trim());
  if (url && (url.username !== '' || url.password !== ''))
    throw new Error(`invalid judge endpoint: it holds a user name or password (${EXPECTED})`);
  if (url && (url.search !== '' || url.hash !== ''))
    throw new Error(`invalid judge endpoint: it holds a "?" or "#" part (${EXPECTED})`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new Error(`invalid judge endpoint: "${text}" (${EXPECTED})`);
  const path = url.pathname.replace(/\/+$/, '');
  const complete = CHAT.test(path) || VERSION.test(path);
  return `${url.origin}${complete ? path.replace(CHAT, '') : `${path}/v1`}`;
}

/** Whether a plain http address stays on this machine, which a page on https may ask all the same. */
export function isLoopback(endpoint: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(endpoint).hostname);
}
