// A room for a rule in the page: a worker within a frame that has no origin, within the document `public/sandbox.html`.
// That document's policy holds for all three, so a rule loads nothing, sends nothing and keeps nothing.
import type { ResponseScorer } from '../own/reward/response_scorer.ts';
import harness from '../own/reward/rule_harness.js?raw';
import { type OpenRuleRoom, ruleScorer } from '../own/reward/rule_scorer.ts';

/** What the frame says of a script that does not parse, or throws before it serves. */
interface Uncaught {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The server lets another page frame this one, and so its frames, where the address has `embed`. */
const documentAddress = () => {
  const address = new URL('sandbox.html', document.baseURI);
  if (new URLSearchParams(location.search).has('embed')) address.searchParams.set('embed', '');
  return address.href;
};

const openRuleFrame: OpenRuleRoom = (script, hear) => {
  const [control, work] = [new MessageChannel(), new MessageChannel()];
  control.port1.onmessage = ({ data }: MessageEvent<Uncaught>) =>
    hear({ type: 'problem', problem: { ...data, message: data.message.replace(/^Uncaught /, '') } });
  work.port1.onmessage = ({ data }: MessageEvent<unknown>) => hear(data);
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Reward rule';
  frame.src = documentAddress();
  frame.addEventListener(
    'load',
    () =>
      // The script is no secret, and a frame that failed to load has another origin.
      frame.contentWindow?.postMessage(script, '*', [control.port2, work.port2]),
    { once: true },
  );
  document.body.append(frame);
  return {
    send: (batch) => work.port1.postMessage(batch),
    end() {
      frame.remove();
      control.port1.close();
      work.port1.close();
    },
  };
};

/** @param text an expression whose value is a function of a response that returns a number */
export const ruleInFrame = (text: string): ResponseScorer => ruleScorer(text, harness, openRuleFrame);
