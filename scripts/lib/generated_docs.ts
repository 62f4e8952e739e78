// The generated documents, by path.
import { kernelDocs } from './kernel_docs.ts';
import { methodDocs } from './method_docs.ts';
import { settingDocs } from './setting_docs.ts';

export const generatedDocs: Readonly<Record<string, () => string>> = {
  'docs/methods.md': methodDocs,
  'docs/settings.md': settingDocs,
  'docs/kernels.md': kernelDocs,
};
