// Reads the LLM judge's form: returns settings, or a sentence about the problem.
import { reasonOf } from '../../errors/reason.ts';
import {
  type JudgePrices,
  type JudgeSettings,
  judgeDefaults,
  parseJudgeSettings,
} from '../../judge/settings.ts';
import { parseValue } from '../../settings/parse.ts';
import { integer } from '../../settings/setting.ts';

/** Text as typed. */
export interface JudgeForm {
  readonly endpoint: string;
  readonly model: string;
  readonly apiKey: string;
  readonly answers: string;
  readonly parallel: string;
  readonly inputPrice: string;
  readonly outputPrice: string;
}

export const emptyForm: JudgeForm = {
  endpoint: '',
  model: '',
  apiKey: '',
  answers: '50',
  parallel: String(judgeDefaults.parallel),
  inputPrice: '',
  outputPrice: '',
};

const answerCountBounds = integer(1, 2000);

export type ReadForm =
  | { readonly settings: JudgeSettings; readonly answers: number }
  | { readonly problem: string };

const isPrice = (text: string) => text.trim() === '' || (Number(text) >= 0 && Number.isFinite(Number(text)));

export function settingsOf(form: JudgeForm): ReadForm {
  const { endpoint, model, apiKey } = form;
  const answers = parseValue('answers judged per run', answerCountBounds, form.answers);
  if ('problem' in answers) return answers;
  for (const price of [form.inputPrice, form.outputPrice])
    if (!isPrice(price)) return { problem: `invalid price: ${price} (expected a number, at least 0)` };
  try {
    const parallel = form.parallel.trim() === '' ? Number.NaN : Number(form.parallel);
    return { settings: parseJudgeSettings({ endpoint, model, apiKey, parallel }), answers: answers.value };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

/** Undefined until both prices are present. */
export function pricesOf({ inputPrice, outputPrice }: JudgeForm): JudgePrices | undefined {
  if (inputPrice.trim() === '' || outputPrice.trim() === '') return undefined;
  return { pricePerMillionInput: Number(inputPrice), pricePerMillionOutput: Number(outputPrice) };
}
