// The generated documents, by path.
import { faultDocs } from './fault_docs.ts';
import { kernelDocs } from './kernel_docs.ts';
import { methodDocs } from './method_docs.ts';
import { settingDocs } from './setting_docs.ts';

export const generatedDocs: Readonly<Record<string, () => string>> = {
  'docs/methods.md': methodDocs,
  'docs/settings.md': settingDocs,
  'docs/kernels.md': kernelDocs,
  'docs/faults.md': faultDocs,
};
