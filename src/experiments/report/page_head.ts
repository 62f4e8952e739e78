// The head of a report that opens offline. Its policy lets it load nothing and run nothing, whatever text it quotes.
import { escaped } from './figure_svg.ts';

const REPORT_STYLE = `
body { font: 16px/1.55 system-ui, sans-serif; color: #1e293b; background: #fff; margin: 0 auto; padding: 2rem 1.25rem; max-width: 60rem; }
h1 { font-size: 1.75rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-top: 1px solid #cbd5e1; padding-top: 1.25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; } p { margin: .5rem 0; } .soft { color: #475569; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; } th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #e2e8f0; vertical-align: top; }
th { font-weight: 600; } td.paper, .paper { color: #64748b; font-size: .85em; display: block; padding: 0; border: 0; }
svg { max-width: 100%; height: auto; } .verdict { font-weight: 600; white-space: nowrap; }
.reproduced { color: #166534; } .contradicted { color: #9a3412; } .level { color: #1d4ed8; } .open { color: #475569; } .differs { display: block; font-weight: 400; white-space: normal; color: #64748b; font-size: .85em; } pre { white-space: pre-wrap; font-size: .8rem; background: #f1f5f9; padding: .75rem; }
@media screen and (prefers-color-scheme: dark) {
:root { color-scheme: dark; } body { color: #e2e8f0; background: #1a1a1a; } a { color: #93c5fd; } .soft, .open { color: #a8b3c2; }
h2 { border-color: #475569; } th, td { border-color: #3f4650; } td.paper, .paper, .differs { color: #94a3b8; } pre { background: #262b33; }
.reproduced { color: #4ade80; } .contradicted { color: #fb923c; } .level { color: #93c5fd; } svg { filter: invert(.9) hue-rotate(180deg); } }`;

/** SHA-256 of the style, base64; a test computes it. */
const STYLE_HASH = 'SzrE3JuKdzWgqpgVeQm958/y2quQN0wQGHw7AX/RtLM=';

export const reportHead = (title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${REPORT_STYLE}</style></head>`;
