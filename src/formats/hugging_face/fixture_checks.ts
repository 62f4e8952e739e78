// Small random models as the Python libraries transformers 5.18 and PEFT 0.21 saved them, with float64 logits, token
// log-probs and gradients by PyTorch: what every implementation must compute from the imported files.
import type { ExpectStatic, TestAPI } from 'vitest';
import type { ModelConfig } from '../../model/config.ts';
import type { LanguageModel, TokenBatch } from '../../model/language_model.ts';
import type { Parameters } from '../../model/parameters.ts';
import { sourceOfBytes } from '../byte_source.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../safetensors.ts';
import { modelOf, type ReadFixture } from './fixture_models.ts';
import { importAdapter } from './import_adapter.ts';

type Create = (config: ModelConfig, parameters: Parameters, trainable: boolean) => Promise<LanguageModel>;
const LOG_PROB = 1e-4;
/** Of the largest element. */
const GRADIENT = 1e-3;

interface Expected {
  readonly batch: TokenBatch;
  /** [B, T]; the first of a row is of no token. */
  readonly coefficients: Float32Array;
  readonly logits: Tensor;
  /** [B, T - 1]. */
  readonly tokenLogProbs: Tensor;
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/** Token ids are whole numbers of 32 bits, which models' files have none of: they are taken out first. */
function expectedOf(bytes: Uint8Array): Expected {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const headerBytes = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  const [from, to] = header.input_ids.data_offsets;
  const ids = new Int32Array(bytes.slice(8 + headerBytes + from, 8 + headerBytes + to).buffer);
  header.input_ids.dtype = 'F32';
  const json = new TextEncoder().encode(JSON.stringify(header));
  const patched = new Uint8Array(8 + json.length + bytes.length - 8 - headerBytes);
  new DataView(patched.buffer).setUint32(0, json.length, true);
  patched.set(json, 8);
  patched.set(bytes.subarray(8 + headerBytes), 8 + json.length);
  const tensors = readSafetensors(patched);
  const [rows, length] = header.input_ids.shape;
  const scored = Uint8Array.from({ length: rows * length }, (_, i) => (i % length === 0 ? 0 : 1));
  return {
    batch: { rows, length, window: length - 1, tokens: ids, scored },
    coefficients: tensors.get('coefficients')!.values.map((c, i) => (i % length === 0 ? 0 : c)),
    logits: tensors.get('logits')!,
    tokenLogProbs: tensors.get('token_log_probs')!,
    gradients: gradientsOf(tensors),
  };
}

function gradientsOf(tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  const found = [...tensors].filter(([name]) => name.startsWith('grad.'));
  return new Map(found.map(([name, tensor]) => [name.slice(5).replace('.default.', '.'), tensor]));
}

async function adapterOf(config: Uint8Array, weights: Uint8Array, base: ModelConfig) {
  const files = [
    sourceOfBytes('adapter_config.json', config),
    sourceOfBytes('adapter_model.safetensors', weights),
  ];
  const result = await importAdapter(files, base);
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result;
}

const largest = (values: Float32Array) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

export function checkFixtures(it: TestAPI, expect: ExpectStatic, create: Create, read: ReadFixture): void {
  async function gradientOf(model: LanguageModel, { batch, coefficients }: Expected): Promise<Float32Array> {
    await model.logProbs(batch);
    await model.backward(coefficients);
    const gradient = await model.gradientValues();
    model.dispose();
    return gradient;
  }
  function compareGradients(got: Float32Array, expected: Float32Array): void {
    const scale = largest(expected);
    expect(scale).toBeGreaterThan(0.1);
    expect(largest(got.map((g, i) => g - expected[i])) / scale).toBeLessThan(GRADIENT);
  }

  for (const name of ['gpt2', 'llama-gqa', 'llama-bf16']) {
    it(`has the logits and the gradient of transformers' ${name}`, async () => {
      const config = await read(`${name}/config.json`);
      const expected = expectedOf(await read(`${name}/expected.safetensors`));
      const imported = await modelOf(config, await read(`${name}/model.safetensors`));
      const model = await create(imported.config, imported.parameters, true);
      const { batch, logits, tokenLogProbs } = expected;
      const { vocabSize } = imported.config;
      const distributions = await model.distributions(batch);
      for (let slot = 0; slot < batch.rows * batch.window; slot++) {
        const place = Math.floor(slot / batch.window) * batch.length + (slot % batch.window);
        const row = logits.values.subarray(place * vocabSize, (place + 1) * vocabSize);
        const most = Math.max(...row);
        const total = most + Math.log(row.reduce((sum, z) => sum + Math.exp(z - most), 0));
        const got = distributions.subarray(slot * vocabSize, (slot + 1) * vocabSize);
        expect(largest(got.map((l, v) => l - (row[v] - total)))).toBeLessThan(LOG_PROB);
      }
      const logProbs = await model.logProbs(batch);
      tokenLogProbs.values.forEach((value, slot) => {
        const at = Math.floor(slot / batch.window) * batch.length + (slot % batch.window) + 1;
        expect(Math.abs(logProbs[at] - value)).toBeLessThan(LOG_PROB);
      });
      const weights = writeSafetensors(expected.gradients);
      const { parameters } = await modelOf(config, weights);
      compareGradients(await gradientOf(model, expected), parameters.values);
    });
  }

  it("has the log-probs and the gradient of PEFT's adapter on gpt2", async () => {
    const base = expectedOf(await read('gpt2/expected.safetensors'));
    const { config, parameters: frozen } = await modelOf(
      await read('gpt2/config.json'),
      await read('gpt2/model.safetensors'),
    );
    const adapterConfig = await read('gpt2-lora/adapter_config.json');
    const tensors = readSafetensors(await read('gpt2-lora/expected.safetensors'));
    const { lora, parameters } = await adapterOf(
      adapterConfig,
      await read('gpt2-lora/adapter_model.safetensors'),
      config,
    );
    const model = await create({ ...config, lora }, { ...parameters, frozen }, true);
    const logProbs = await model.logProbs(base.batch);
    const { window, length } = base.batch;
    tensors.get('token_log_probs')!.values.forEach((value, slot) => {
      const at = Math.floor(slot / window) * length + (slot % window) + 1;
      expect(Math.abs(logProbs[at] - value)).toBeLessThan(LOG_PROB);
    });
    const expected = await adapterOf(adapterConfig, writeSafetensors(gradientsOf(tensors)), config);
    compareGradients(await gradientOf(model, base), expected.parameters.values);
  });

  it("has the log-probs of PEFT's adapter once it is merged into gpt2", async () => {
    const { batch } = expectedOf(await read('gpt2/expected.safetensors'));
    const adapter = await Promise.all(
      ['adapter_config.json', 'adapter_model.safetensors'].map(async (name) =>
        sourceOfBytes(name, await read(`gpt2-lora/${name}`)),
      ),
    );
    const { config, parameters, provenance } = await modelOf(
      await read('gpt2/config.json'),
      await read('gpt2/model.safetensors'),
      adapter,
    );
    expect(config.lora).toBeUndefined(); // a whole model, as any other
    expect(provenance.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['model.safetensors', ...adapter.map(({ name }) => name)]),
    );
    const model = await create(config, parameters, false);
    const logProbs = await model.logProbs(batch);
    const { window, length } = batch;
    const tensors = readSafetensors(await read('gpt2-lora/expected.safetensors'));
    tensors.get('token_log_probs')!.values.forEach((value, slot) => {
      const at = Math.floor(slot / window) * length + (slot % window) + 1;
      expect(Math.abs(logProbs[at] - value)).toBeLessThan(LOG_PROB);
    });
    model.dispose();
  });
}
