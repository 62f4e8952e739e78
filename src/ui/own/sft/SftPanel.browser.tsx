import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { KeptHead } from '../../../own/sft/kept_training.ts';
import { usualNumbers } from '../../../own/sft/sft_request.ts';
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';
import type { Reply } from '../../../worker/request.ts';
import type { MeasureLengths, SftNews, SftPlan, SftResult, TrainSft } from '../../../worker/sft_protocol.ts';
import { renderOnPage } from '../../frame/played_page.tsx';
import { SftPanel, type SftPanelProps } from './SftPanel.tsx';

const data = { file: { name: 'notes.jsonl', blob: new Blob(['{}']) }, hasPrompts: true };
const model = { name: 'owl-260k', context: 64, files: [{ name: 'config.json', blob: new Blob(['{}']) }] };
const folder = [{ name: 'config.json', bytes: new TextEncoder().encode('{}') }];
const result: SftResult = {
  files: folder,
  notes: [],
  steps: 60,
  lowest: { step: 50, validationLoss: 1.2345 },
  seconds: 12,
  backend: 'CPU · 2 threads',
};

const barriers = async (element: Element) =>
  (await axe.run(element)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);

const measure: MeasureLengths = (_, onReply) => {
  const shares = [64, 128, 256, 512].map((length, i) => ({ length, share: [0.23, 0.48, 0.82, 0.98][i] }));
  onReply({ type: 'result', result: { measured: 40, of: 40, shares } });
  return { stop() {} };
};

async function panel(given: Partial<SftPanelProps> = {}) {
  const control = { pause: vi.fn(), resume: vi.fn(), stop: vi.fn(), abandon: vi.fn() };
  const asked: SftPlan[] = [];
  let say: (reply: Reply<SftNews, SftResult>) => void = () => {};
  const train: TrainSft = (plan, onReply) => {
    asked.push(plan);
    say = onReply;
    return control;
  };
  const [onPrior, onDownload] = [vi.fn(), vi.fn()];
  const props = { data, train, measure, onPrior, onDownload, ...given };
  const { screen } = await renderOnPage(<SftPanel {...props} />);
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  const tell = (...news: readonly SftNews[]) => {
    for (const progress of news) say({ type: 'progress', progress });
  };
  const end = (reply: Reply<SftNews, SftResult>) => say(reply);
  return { screen, button, asked, control, tell, end, onPrior, onDownload };
}

const samples = (text: string) => [{ prompt: '\n\nHuman: Note?\n\nAssistant:', text, ended: false }];
const underWay: readonly SftNews[] = [
  { kind: 'ready', parameters: 136_960, notes: ['38 of 40 lines fit 256 tokens; 2: left out as too long.'] },
  { kind: 'evaluation', step: 0, validationLoss: 6.2, isBest: true, samples: samples(' x') },
  {
    kind: 'steps',
    steps: Array.from({ length: 50 }, (_, i) => ({ step: i + 1, loss: 6 * 0.97 ** i + (i % 3) / 9 })),
  },
  { kind: 'evaluation', step: 50, validationLoss: 1.2345, isBest: true, samples: samples(' number 7') },
];

test('says what fits before anything is chosen, and asks for what the fields say', async () => {
  const { screen, button, asked } = await panel();
  await expect.element(screen.getByText('Rows that fit, of 40')).toBeVisible();
  await expect.element(screen.getByText('82 %')).toBeVisible();
  await screen.getByRole('combobox', { name: 'Run length' }).selectOptions('128');
  await screen.getByRole('combobox', { name: 'Rows that are too long' }).selectOptions('cut');
  await screen.getByRole('textbox', { name: 'Vocabulary' }).fill('300');
  await button('Start training').click();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    data: data.file,
    length: 128,
    tooLong: 'cut',
    start: { kind: 'scratch', shape: 'small', vocabSize: 300 },
    settings: { steps: 1000, learningRate: 2e-3 },
  });
});

test('starts nothing while a field is wrong, and goes to the field', async () => {
  const { screen, button, asked } = await panel();
  await screen.getByText('More settings').click();
  const seed = screen.getByRole('textbox', { name: 'Seed' });
  await seed.fill('-1');
  await screen.getByText('More settings').click();
  await button('Start training').click();
  await expect.element(seed).toHaveFocus();
  expect(asked).toEqual([]);
});

test('trains adapters on an imported model, or all of it', async () => {
  const { screen, button, asked } = await panel({ model: { ...model, endToken: '</s>' } });
  await screen.getByRole('textbox', { name: 'Rank' }).fill('4');
  await button('Start training').click();
  expect(asked[0].start).toEqual({
    kind: 'model',
    files: model.files,
    endToken: '</s>',
    lora: { rank: 4, alpha: 32, reach: 'attention' },
  });
  expect(asked[0].settings.learningRate).toBe(5e-4);
});

test('shows progress, pauses, goes on, stops, and hands the folder over', async () => {
  const { screen, button, control, tell, end, onPrior, onDownload } = await panel();
  await button('Start training').click();
  tell({ kind: 'vocabulary', done: 300, all: 512 });
  await expect.element(screen.getByText('Learning the vocabulary: 300 of 512 tokens')).toBeVisible();
  tell(...underWay);
  await expect.element(screen.getByText('Step 50 of 1,000')).toBeVisible();
  await expect.element(screen.getByText('2: left out as too long', { exact: false })).toBeVisible();
  await expect.element(screen.getByText('number 7')).toBeVisible();
  await expect.element(screen.getByRole('figure', { name: 'Loss' })).toBeVisible();
  await button('Pause').click();
  await expect.element(screen.getByText('Paused after step 50.')).toBeVisible();
  await button('Resume').click();
  await button('Stop and keep').click();
  expect([control.pause, control.resume, control.stop].map(({ mock }) => mock.calls.length)).toEqual([
    1, 1, 1,
  ]);
  end({ type: 'result', result });
  await expect
    .element(
      screen.getByText('Kept: the model after step 50, with the lowest held-out loss, 1.234', {
        exact: false,
      }),
    )
    .toBeVisible();
  await button('Use as prior').click();
  await button('Download the folder').click();
  for (const { mock } of [onPrior, onDownload]) {
    const [[files]] = mock.calls;
    expect(files.map(({ name }: NamedBlob) => name)).toEqual(['config.json']);
    expect(await files[0].blob.text()).toBe('{}');
  }
  expect(control.abandon).not.toHaveBeenCalled();
  await screen.unmount();
  expect(control.abandon).toHaveBeenCalledOnce();
});

test('says why a training has stopped, and may begin again', async () => {
  const { screen, button, end, asked } = await panel();
  await button('Start training').click();
  end({ type: 'failed', message: 'no rows to train on (expected at least one that fits)' });
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('The training stopped: no rows to train on (expected at least one that fits).');
  await button('Train again').click();
  expect(asked).toHaveLength(2);
});

test('takes a corpus without asking for prompts', async () => {
  const measured = vi.fn(measure);
  const { screen } = await panel({ data: { ...data, hasPrompts: false }, measure: measured });
  await expect.element(screen.getByText('Rows that fit', { exact: false })).not.toBeInTheDocument();
  await expect
    .element(screen.getByRole('combobox', { name: 'Rows that are too long' }))
    .not.toBeInTheDocument();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(measured).not.toHaveBeenCalled();
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('is clean for axe and does not overflow: %s, %i px', async (theme, width) => {
  await page.viewport(width, 900);
  document.documentElement.dataset.theme = theme;
  const { screen, button, tell, end } = await panel({ model });
  await button('Start training').click();
  tell(...underWay);
  await expect.element(screen.getByText('number 7')).toBeVisible();
  expect(await barriers(screen.container)).toEqual([]);
  end({ type: 'result', result });
  await expect.element(button('Use as prior')).toBeVisible();
  expect(await barriers(screen.container)).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  delete document.documentElement.dataset.theme;
});

test('goes on with a training that is kept, or forgets it, and says whether a reload would lose one', async () => {
  const numbers = { ...usualNumbers, steps: 60, weightDecay: 0 };
  const kept: KeptHead = {
    savedMs: Date.now(),
    step: 50,
    request: {
      start: { kind: 'scratch', shape: 'medium', vocabSize: 300 },
      length: 128,
      newTokens: 64,
      tooLong: 'cut',
      settings: numbers,
    },
    data: { name: 'notes.jsonl', bytes: 2, sha256: 'ab'.repeat(32) },
    start: [],
  };
  const onForget = vi.fn();
  const { screen, button, asked, tell } = await panel({ kept, onForget });
  await expect.element(screen.getByText(/^A training on notes\.jsonl is kept: step 50 of 60/)).toBeVisible();
  expect(await barriers(screen.container)).toEqual([]);
  await button('Forget it').click();
  expect(onForget).toHaveBeenCalledOnce();
  await button('Go on').click();
  expect(asked[0]).toMatchObject({ data: data.file, length: 128, start: kept.request.start });
  await expect.element(screen.getByRole('combobox', { name: 'Run length' })).toHaveValue('128');
  tell(...underWay, { kind: 'kept', step: 50 });
  await expect.element(screen.getByText(/storage up to step 50: it survives a reload/)).toBeVisible();
  tell({ kind: 'kept', step: 60, problem: 'its storage is full' });
  await expect.element(screen.getByText('A reload would lose it: its storage is full.')).toBeVisible();
});

test('asks for the model that a kept training began with', async () => {
  const kept = {
    savedMs: Date.now(),
    step: 5,
    request: { start: { kind: 'model' }, settings: { ...usualNumbers, weightDecay: 0 }, length: 64 },
    data: { name: 'notes.jsonl', bytes: 2, sha256: 'ab'.repeat(32) },
    start: [],
  } as unknown as KeptHead;
  const { screen } = await panel({ kept });
  await expect.element(screen.getByText(/It began with a model: give that above too/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Go on' }).query()).toBeNull();
});
