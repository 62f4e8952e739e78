// A reward of the visitor's own that cannot be had: the run rests, and goes on as if nothing had been.
import { expect, it } from 'vitest';
import { encode, fixture } from '../../scripts/lib/fixture_folder.ts';
import { imported } from '../../scripts/lib/imported_fixture.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { sourceOfBytes } from '../formats/byte_source.ts';
import { rememberBundle } from '../own/bundles.ts';
import { readData } from '../own/data/read_data.ts';
import { makeBundle } from '../own/make_bundle.ts';
import { type ResponseToRate, ScoringFault } from '../own/reward/response_scorer.ts';
import type { WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const rows = Array.from({ length: 4 }, (_, i) => JSON.stringify({ prompt: `w${i} w${i + 1}` })).join('\n');
const figures = { samples: 256, prompts: 4, mean: 4, spread: 2, withinShare: 1 };

/** What is not rated the first time: answers of training, or those that are evaluated. */
type Unrated = 'training' | 'evaluated' | 'none';

async function opened(unrated: Unrated) {
  let isFirst = true;
  const scorer = {
    async score(responses: readonly ResponseToRate[]) {
      const kind: Unrated = responses[0].against === undefined ? 'training' : 'evaluated';
      if (isFirst && kind === unrated) {
        isFirst = false;
        throw new ScoringFault({ message: 'the price cap of 1 is reached' });
      }
      return responses.map(({ tokens }) => tokens);
    },
    close() {},
  };
  const model = await imported(fixture('llama-gqa'));
  const data = await readData(sourceOfBytes('rows.jsonl', encode(rows)));
  const plan = { length: 24, answerTokens: 8, tooLong: 'skip' } as const;
  const { bundle } = await makeBundle({
    model,
    data,
    plan,
    scorer,
    reward: { kind: 'judge', text: unrated },
    figures,
  });
  rememberBundle(bundle);
  const config: RunConfig = {
    ...presetFor('own', 'brain'),
    own: bundle.id,
    rounds: 2,
    promptsPerRound: 2,
    samplesPerPrompt: 4,
    stepsPerRound: 2,
    evaluationInterval: 2,
    evaluationPrompts: 1,
    evaluationSamples: 4,
  };
  const events: WorkerEvent[] = [];
  let heard = () => {};
  const session = new Session({
    backends: nodeBackends,
    loadModel: async () => {
      throw new Error('nothing is shipped for a run of one’s own');
    },
    emit: (event) => {
      events.push(event);
      heard();
    },
  });
  void session.serve();
  /** Ends with the first event of those to come that is asked for. */
  const until = (wanted: (event: WorkerEvent) => boolean) => {
    const from = events.length;
    return new Promise<void>((resolve) => {
      heard = () => {
        if (events.slice(from).some(wanted)) resolve();
      };
    });
  };
  const status = (wanted: string) => until((event) => event.type === 'status' && event.status === wanted);
  const losses = () => events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss] : []));
  const fault = () => events.find((event) => event.type === 'fault');
  return { session, config, status, losses, fault };
}

it('rests where answers are not rated, and the next play goes on to the same losses', async () => {
  const whole = await opened('none');
  let done = whole.status('ready');
  whole.session.send({ type: 'load', config: whole.config, runId: 1, backend: 'cpu' });
  await done;
  done = whole.status('finished');
  whole.session.send({ type: 'play' });
  await done;
  expect(whole.losses()).toHaveLength(4);
  expect(whole.fault()).toBeUndefined();

  const broken = await opened('training');
  done = broken.status('ready');
  broken.session.send({ type: 'load', config: broken.config, runId: 1, backend: 'cpu' });
  await done;
  done = broken.status('paused');
  broken.session.send({ type: 'play' });
  await done;
  expect(broken.fault()).toMatchObject({
    code: 'reward-failed',
    message:
      'Paused: answers could not be rated (the price cap of 1 is reached). Put that right under “Bring your own”, then go on: nothing is lost.',
  });
  done = broken.status('finished');
  broken.session.send({ type: 'play' });
  await done;
  expect(broken.losses()).toEqual(whole.losses());
}, 60_000);

it('a run that opens says that it has to be restarted', async () => {
  const broken = await opened('evaluated');
  const failed = broken.status('failed');
  broken.session.send({ type: 'load', config: broken.config, runId: 1, backend: 'cpu' });
  await failed;
  expect(broken.fault()).toMatchObject({
    code: 'reward-failed',
    message:
      'Answers could not be rated (the price cap of 1 is reached). Put that right under “Bring your own”, then restart.',
  });
}, 60_000);
