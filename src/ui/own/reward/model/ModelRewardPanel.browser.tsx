import axe from 'axe-core';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ModelCard } from '../../../../own/model_card.ts';
import type { ResponseToRate } from '../../../../own/reward/response_scorer.ts';
import type { RewardKind } from '../../../../own/reward/reward_identity.ts';
import type { OwnModelFiles } from '../../../../own/workshop/own_setup.ts';
import type { FitPairs } from '../../../../worker/pairs_protocol.ts';
import { renderOnPage } from '../../../frame/played_page.tsx';
import { RewardKinds } from '../RewardKinds.tsx';
import { ModelRewardPanel, type ModelRewardPanelProps } from './ModelRewardPanel.tsx';
import { PairsPanel } from './PairsPanel.tsx';

afterEach(async () => {
  delete document.documentElement.dataset.theme;
  await page.viewport(1280, 800);
});

const samples: ResponseToRate[] = Array.from({ length: 16 }, (_, i) => ({
  prompt: `Prompt ${i >> 2}.`,
  response: 'so '.repeat(1 + ((i * 5) % 7)),
  meta: {},
  ended: true,
  tokens: 1 + ((i * 5) % 7),
}));
const card: ModelCard = {
  type: 'llama',
  parameters: 54_097,
  layers: 2,
  width: 48,
  heads: 6,
  kvHeads: 2,
  tiedHead: true,
  vocabulary: 97,
  tokens: 94,
  endToken: 2,
  context: 64,
  runLength: 64,
  formats: ['F32'],
  bytes: { files: 219_000, full: 1, lora: 1 },
  loraParameters: 1,
  config: { vocabSize: 97, contextLength: 64, width: 48, layers: 2, heads: 6 },
  notes: [],
};
const files: OwnModelFiles = { files: [{ name: 'config.json', blob: new Blob(['{}']) }] };
const records = [{ name: 'model.safetensors', sha256: 'ab', bytes: 1 }];

async function panel(changes: Partial<ModelRewardPanelProps> = {}) {
  const onUse = vi.fn();
  const close = vi.fn();
  function Held() {
    const [used, setUsed] = useState<OwnModelFiles>();
    return (
      <section className="card">
        <ModelRewardPanel
          files={files}
          asked={{ status: 'known', name: 'folder', answer: { card } }}
          onFiles={() => {}}
          length={32}
          drawSamples={async () => samples}
          open={() => ({
            files: records,
            score: async (responses) => responses.map(({ tokens }) => tokens / 2),
            close,
          })}
          used={used}
          onUse={(identity, given, figures) => {
            onUse(identity, given, figures);
            setUsed(given);
          }}
          {...changes}
        />
      </section>
    );
  }
  const { screen } = await renderOnPage(<Held />);
  return {
    screen,
    button: (name: string) => screen.getByRole('button', { name, exact: true }),
    onUse,
    close,
  };
}

test('a reward model is tried, shown and used, named by the digests of its files', async () => {
  const { screen, button, onUse, close } = await panel();
  await expect.element(screen.getByText('54,097')).toBeVisible();
  await expect.element(button('Train with this reward model')).toBeDisabled();
  await button('Try on samples').click();
  await expect
    .element(screen.getByRole('img', { name: /Histogram of the reward over 16 answers/ }))
    .toBeVisible();
  expect(close).toHaveBeenCalledOnce();
  await button('Train with this reward model').click();
  const [identity, given, figures] = onUse.mock.calls[0];
  expect(identity).toEqual({
    kind: 'model',
    text: JSON.stringify([{ name: 'model.safetensors', sha256: 'ab' }]),
  });
  expect(given).toBe(files);
  expect(figures.mean).toBeCloseTo(samples.reduce((sum, { tokens }) => sum + tokens / 2, 0) / 16, 9);
  await expect.element(screen.getByText('In use from the next run on.')).toBeVisible();
});

test('rows that it cannot read are warned of', async () => {
  const short = await panel({ length: 64 });
  await expect.element(short.screen.getByText(/^It reads at most 63 tokens, .* have up to 64/)).toBeVisible();
});

test('files that are no reward model are refused', async () => {
  const problems = [{ file: 'config.json', message: 'unsupported architectures' }];
  const refused = await panel({ asked: { status: 'known', name: 'x', answer: { problems } } });
  await expect
    .element(refused.screen.getByRole('alert'))
    .toHaveTextContent('config.json: unsupported architectures');
  expect(refused.button('Try on samples').elements()).toHaveLength(0);
});

const figuresAt = (step: number, loss: number, accuracy: number) => ({ step, loss, accuracy });

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('one is trained on pairs, with its held-out accuracy: %s, %i px', async (theme, width) => {
  document.documentElement.dataset.theme = theme;
  await page.viewport(width, 900);
  const onModel = vi.fn();
  const stop = vi.fn();
  let reply: Parameters<FitPairs>[1] = () => {};
  let steps = 0;
  const train: FitPairs = ({ settings }, onReply) => {
    steps = settings.steps;
    reply = onReply;
    return { stop, abandon() {} };
  };
  const { screen } = await renderOnPage(
    <section className="card">
      <PairsPanel
        given={{ model: files, data: files.files[0], length: 32 }}
        onModel={onModel}
        onDownload={() => {}}
        train={train}
      />
    </section>,
  );
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  await screen.getByText('No reward model? Train one on pairs of your data.').click();
  await screen.getByRole('textbox', { name: 'Steps' }).fill('30');
  await userEvent.tab();
  await button('Train a reward model').click();
  expect(steps).toBe(30);
  reply({
    type: 'progress',
    progress: { kind: 'ready', train: 9, heldOut: 3, notes: ['12 of 12 lines fit.'] },
  });
  reply({ type: 'progress', progress: { kind: 'held-out', isBest: true, ...figuresAt(0, Math.LN2, 0.5) } });
  reply({ type: 'progress', progress: { kind: 'step', ...figuresAt(1, 0.6, 0.5) } });
  await expect.element(screen.getByText('Step 1 of 30')).toBeVisible();
  await button('Stop and keep').click();
  expect(stop).toHaveBeenCalledOnce();
  const made = { name: 'config.json', bytes: new Uint8Array([123, 125]) };
  const result = {
    files: [made],
    kept: figuresAt(20, 0.69, 0.52),
    heldOut: 50,
    seconds: 3,
    computedOn: 'CPU',
  };
  reply({ type: 'result', result });
  await expect
    .element(
      screen.getByText(
        'Right on 52 % of 50 held-out pairs after step 20; guessing is right on 50 %. 3 s (CPU).',
      ),
    )
    .toBeVisible();
  await expect.element(screen.getByText(/^That is hardly better than guessing/)).toBeVisible();
  const { violations } = await axe.run(document.body, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`)).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  await button('Rate with it').click();
  expect(onModel.mock.calls[0][0][0].name).toBe('config.json');
});

test('pairs are missing where there are none', async () => {
  const { screen } = await renderOnPage(
    <PairsPanel onModel={() => {}} onDownload={() => {}} train={() => ({ stop() {}, abandon() {} })} />,
  );
  await screen.getByText('No reward model? Train one on pairs of your data.').click();
  await expect.element(screen.getByText(/^That takes a model, and data with chosen/)).toBeVisible();
});

test('arrow keys choose the kind of reward', async () => {
  function Held() {
    const [kind, setKind] = useState<RewardKind>('rule');
    return <RewardKinds kind={kind} used="judge" onKind={setKind} />;
  }
  const { screen } = await renderOnPage(<Held />);
  await expect.element(screen.getByRole('radio', { name: 'A language model in use' })).not.toBeChecked();
  await userEvent.tab();
  await expect.element(screen.getByRole('radio', { name: 'A rule' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.element(screen.getByRole('radio', { name: 'A reward model' })).toBeChecked();
});
