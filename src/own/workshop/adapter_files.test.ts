import { expect, it } from 'vitest';
import { adapterApart } from './adapter_files.ts';
import type { NamedBlob } from './own_setup.ts';

const file = (path: string): NamedBlob => {
  const at = path.lastIndexOf('/');
  return { name: path.slice(at + 1), folder: path.slice(0, Math.max(0, at)), blob: new Blob([]) };
};
const paths = (files: readonly NamedBlob[] = []) => files.map(({ folder, name }) => `${folder}/${name}`);
const apart = (given: readonly string[]) => {
  const { files, adapter } = adapterApart(given.map(file));
  return { files: paths(files), adapter: adapter && paths(adapter) };
};

it('leaves a model without an adapter as it is', () => {
  expect(apart(['m/config.json', 'm/model.safetensors'])).toEqual({
    files: ['m/config.json', 'm/model.safetensors'],
    adapter: undefined,
  });
});

it('takes the model’s files from its folder, not the copies beside the adapter', () => {
  const model = ['m/config.json', 'm/model.safetensors', 'm/tokenizer.json'];
  const adapter = ['a/adapter_config.json', 'a/adapter_model.safetensors'];
  expect(apart([...model, ...adapter, 'a/tokenizer.json', 'a/README.md'])).toEqual({ files: model, adapter });
  const mixed = ['m/adapter_config.json', 'm/adapter_model.safetensors'];
  expect(apart([...model, ...mixed])).toEqual({ files: model, adapter: mixed });
});

it('finds no model in an adapter’s folder', () => {
  expect(apart(['a/adapter_config.json', 'a/adapter_model.safetensors', 'a/tokenizer.json'])).toEqual({
    files: [],
    adapter: ['a/adapter_config.json', 'a/adapter_model.safetensors'],
  });
});
