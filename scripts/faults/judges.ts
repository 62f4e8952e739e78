// Servers of LLM judges that hang or lie, while a run trains beside.
import { type FakeReply, type FakeRequest, fakeServer, SILENT, saying } from '../../src/judge/fake_server.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

/** Tries a judge that replies like this. */
const tries =
  (reply: (request: FakeRequest) => FakeReply, then?: (scene: Scene) => Promise<void>) =>
  async (scene: Scene): Promise<void> => {
    const server = await fakeServer(reply);
    scene.onEnd(() => server.close());
    await scene.link('Reproduce').click();
    const panel = scene.tab.locator('details', { hasText: 'An LLM as judge' });
    await panel.getByText('An LLM as judge').click();
    await panel.getByLabel('Model', { exact: true }).fill('some-model');
    await panel.getByLabel('Address').fill(`${server.url}/v1`);
    await panel.getByRole('button', { name: 'Try it' }).click();
    await then?.(scene);
  };

const common = {
  loses: 'nothing',
  at: 'training',
  allows: /Failed to load resource|net::ERR|Failed to fetch/,
  recover: (scene: Scene) => scene.link('Train').click(),
} as const;

export const judges: readonly Fault[] = [
  {
    ...common,
    name: 'judge-silent',
    does: 'The judge’s server takes the question, and never answers.',
    sees: '“Stop”, which ends the wait at once.',
    says: /Stopped before it answered/,
    provoke: tries(
      () => SILENT,
      (scene) => scene.button('Stop').click(),
    ),
  },
  {
    ...common,
    name: 'judge-refuses-key',
    does: 'The judge’s server wants a key (401).',
    sees: 'That it wants a key, and what to do.',
    says: /wants an API key \(401\)/,
    provoke: tries(() => ({ status: 401 })),
  },
  {
    ...common,
    name: 'judge-redirects',
    does: 'The judge’s server sends the question to another server.',
    sees: 'That nothing is sent there.',
    says: /redirects to another address, where nothing is sent/,
    provoke: tries(() => ({ status: 302, headers: { location: 'http://127.0.0.1:9/steal' } })),
  },
  {
    ...common,
    name: 'judge-endless',
    does: 'The judge’s server never ends its answer.',
    sees: 'That the answer is too long, and what to do.',
    says: /sends an answer of more than 4 MB/,
    provoke: tries(() => ({ body: 'blah '.repeat(20_000), endless: 'sending' })),
  },
  {
    ...common,
    name: 'judge-nonsense',
    does: 'A web page answers in place of the judge’s server.',
    sees: 'That this is no chat service, and what it said.',
    says: /is not a chat completions service/,
    provoke: tries(() => ({ body: '<!doctype html><title>Welcome</title>' })),
  },
  {
    ...common,
    name: 'judge-injects',
    does: 'The judge’s server answers with markup and script.',
    sees: 'The markup as text; no script runs.',
    says: /<img src=x onerror=|is not a chat completions service/,
    provoke: tries(() => ({ status: 400, body: { error: { message: '<img src=x onerror=alert(1)>' } } })),
  },
  {
    ...common,
    name: 'judge-hangs-up',
    does: 'The judge’s server hangs up in the middle of its answer.',
    sees: 'That it cannot be reached, and what to check.',
    says: /Could not reach|keeps failing/,
    provoke: tries(() => ({ ...saying('Verdict: A'), drop: 'within' })),
  },
];
