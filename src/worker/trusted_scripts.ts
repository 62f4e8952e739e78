// Trusted Types (W3C): under the page's policy only these addresses become workers. No text becomes HTML or a script.

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/** The address itself if it lies in the page's folder or below. Throws on any other. */
export function ownScript(address: string, page: string): string {
  const folder = new URL('.', page).href;
  const { href, protocol } = new URL(address, page);
  if (!/^https?:$/.test(protocol) || !href.startsWith(folder))
    throw new TypeError(`invalid script address: ${address} (expected one below ${folder})`);
  return address;
}

/** Makes `ownScript` the rule for every worker. Nothing happens in a browser without Trusted Types. */
export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (address) => ownScript(address, document.baseURI),
  });
}
