import { expect, it } from 'vitest';
import { ruleIdentity } from '../own/reward/reward_identity.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { OwnAnswers, OwnQuestion } from '../worker/own_protocol.ts';
import { OwnFiles } from './own_files.ts';

const file = (name: string): NamedBlob => ({ name, blob: new Blob(['x']) });
const card = { context: 64 } as never;
const rule = (text: string) => ({
  identity: ruleIdentity(text),
  figures,
  open: () => ({ score: async () => [], close() {} }),
});
const figures = { samples: 2, prompts: 1, mean: 0, spread: 1, withinShare: 1 };

function opened(answers: Partial<{ [K in keyof OwnAnswers]: () => Promise<OwnAnswers[K]> }> = {}) {
  const asked: OwnQuestion[] = [];
  const usual: { [K in keyof OwnAnswers]: () => Promise<OwnAnswers[K]> } = {
    model: async () => ({ card }),
    classifier: async () => ({ card }),
    data: async () => ({
      label: 'Prompts',
      reason: '',
      report: '',
      hasPrompts: true,
      hasPairs: false,
      examples: [],
    }),
    fit: async () => ({ shares: [], text: '3 of 3 lines fit.', rows: 3 }),
    samples: async () => ({ samples: [], secondsPerAnswer: 1 }),
    fingerprints: async () => [],
    pace: async () => ({ flopsPerSecond: 1e9, backend: 'CPU' }),
  };
  const files = new OwnFiles({
    ask: ((question: OwnQuestion) => {
      asked.push(question);
      return (answers[question.kind] ?? usual[question.kind])();
    }) as never,
    open: async ({ reward: { text } }) => {
      if (text === 'gone') throw new Error('the program did not arrive');
      if (text === 'bad') return { type: 'own-files', problem: 'no' };
      return { type: 'own-files', id: '0123456789ab', notes: [], needs: {} as never };
    },
    rule: 'r',
    openRule: () => ({ score: async () => [], close() {} }),
    backend: () => undefined,
  });
  return { files, asked, state: () => files.store.getState() };
}

it('is ready once there are a model, prompts and a rule, and opens them for a run', async () => {
  const { files, state } = opened();
  await files.takeModel([file('config.json')]);
  expect(state().plan).toMatchObject({ length: 64, answerTokens: 32 }); // as long as the model's context
  expect(files.canAnswer).toBe(false);
  await files.takeData(file('p.jsonl'));
  expect([files.canAnswer, files.isReady]).toEqual([true, false]);
  expect(state().fit).toMatchObject({ status: 'known', answer: { rows: 3 } });
  expect(await files.open()).toBeUndefined();
  files.takeReward(rule('good'));
  expect(files.isReady).toBe(true);
  expect(await files.open()).toBe('0123456789ab');
  expect(state().opened.status).toBe('known');
  files.changePlan({ length: 32 });
  expect(state().opened.status).toBe('none'); // it is another run now
  files.takeReward(rule('bad'));
  expect(await files.open()).toBeUndefined();
  expect(state().opened).toMatchObject({ status: 'failed', message: 'no' });
});

it('forgets the answer about files that others have replaced, and says why some are not read', async () => {
  const waiting: ((answer: OwnAnswers['model']) => void)[] = [];
  const { files, state } = opened({ model: () => new Promise((resolve) => waiting.push(resolve)) });
  const first = files.takeModel([file('a')]);
  const second = files.takeModel([file('b'), file('c')]);
  waiting[1]({ problems: [{ file: 'b', message: 'is no model' }] });
  await second;
  waiting[0]({ card });
  await first;
  expect(state().model).toMatchObject({
    status: 'none',
  });
  expect(state().refused).toEqual([{ file: 'b', message: 'is no model' }]);
  expect(files.canAnswer).toBe(false);
  const failing = opened({ data: async () => Promise.reject(new Error('not UTF-8')) });
  await failing.files.takeData(file('p.jsonl'));
  expect(failing.state().data).toMatchObject({ status: 'failed', message: 'not UTF-8' });
});

it('takes an adapter for the model that is there, leaves it again, and keeps the model where it is refused', async () => {
  const adapter = [file('adapter_config.json'), file('adapter_model.safetensors')];
  let answer: OwnAnswers['model'] = { card };
  const { files, asked, state } = opened({ model: async () => answer });
  await files.takeModel(adapter);
  expect(state().refused).toEqual([
    { file: '2 files', message: 'an adapter alone (expected its model before it, or both together)' },
  ]);
  expect(asked).toEqual([]);
  const base = [file('config.json'), file('model.safetensors')];
  await files.takeModel(base);
  answer = { problems: [{ file: 'adapter_config.json', message: 'unsupported use_dora: true' }] };
  await files.takeModel(adapter);
  expect(state()).toMatchObject({
    model: { status: 'known', answer: { card } },
    modelFiles: { files: base },
  });
  expect(state().modelFiles?.adapter).toBeUndefined();
  expect(state().refused).toEqual([{ file: 'adapter_config.json', message: 'unsupported use_dora: true' }]);
  answer = { card };
  await files.takeModel(adapter);
  expect(state().modelFiles).toEqual({ files: base, adapter });
  expect(state().refused).toBeUndefined();
  await files.leaveAdapter();
  expect(state().modelFiles).toEqual({ files: base });
});

it('says why the run’s worker could not be asked', async () => {
  const { files, state } = opened();
  await files.takeModel([file('config.json')]);
  await files.takeData(file('p.jsonl'));
  files.takeReward(rule('gone'));
  expect(await files.open()).toBeUndefined();
  expect(state().opened).toMatchObject({ status: 'failed', message: 'the program did not arrive' });
});

it('takes a kept run back where a rule rated it, and says what else is to be given again', async () => {
  const { files, state } = opened();
  const setup = {
    model: { files: [file('config.json')] },
    data: file('p.jsonl'),
    plan: { length: 64, answerTokens: 16, tooLong: 'skip' },
    figures,
  } as const;
  expect(await files.takeBack({ ...setup, reward: ruleIdentity('good') })).toBe('0123456789ab');
  const text = JSON.stringify({ endpoint: 'http://localhost:1/v1', model: 'm', neighbours: 2 });
  const identity = { kind: 'judge', text } as const;
  const kept = { ...figures, mean: 4, spread: 2 };
  expect(await files.takeBack({ ...setup, reward: identity, figures: kept })).toBeUndefined();
  expect(state().kind).toBe('judge');
  expect(state().opened).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /^The language model m at .* Give it again below, try it, and read the files\.$/,
    ),
  });
  // The run's own scale, whatever the new try gave; another reward has its own, and so have other inputs.
  files.takeReward({ ...rule('other'), identity: { kind: 'judge', text: 'other' } });
  expect(state().usedReward?.figures).toBe(figures);
  files.takeReward({ ...rule('judge'), identity });
  expect(state().usedReward?.figures).toBe(kept);
  files.changePlan({ answerTokens: 8 });
  files.takeReward({ ...rule('judge'), identity });
  expect(state().usedReward?.figures).toBe(figures);
});

it('knows which judge rates a run, its limits in force and its spending, whatever is chosen next', async () => {
  const { files, state } = opened();
  await files.takeModel([file('config.json')]);
  await files.takeData(file('p.jsonl'));
  const spent = { requests: 4, inputTokens: 0, outputTokens: 0, price: 1, judged: 2, known: 0, failed: 0 };
  const limits = { ...state().judge, priceCap: '7' };
  files.fillJudge(limits);
  files.applyJudge('first');
  files.takeReward({ ...rule('good'), identity: { kind: 'judge', text: 'first' } });
  const own = await files.open();
  files.spend('first', spent);
  // Other limits in the form alone, another judge that is tried, and another plan: the run has its own judge still.
  files.fillJudge({ ...limits, priceCap: '9' });
  files.applyJudge('second');
  files.spend('second', { ...spent, price: 5 });
  files.changePlan({ answerTokens: 8 });
  expect(state().judges[state().judgeOf[own!]]).toEqual({ form: limits, spending: spent });
  files.applyJudge('first');
  expect(state().judges.first).toMatchObject({ form: { priceCap: '9' }, spending: { price: 1 } });
});
