// The form of a judge as the reward: texts as typed, to settings and limits or a sentence on what is wrong.
import { reasonOf } from '../../../errors/reason.ts';
import { judgeDefaults, parseJudgeSettings } from '../../../judge/settings.ts';
import { parseValue } from '../../../settings/parse.ts';
import { integer, real } from '../../../settings/setting.ts';
import type { JudgeReward } from './judge_scorer.ts';

/** Text as typed. */
export interface JudgeRewardForm {
  readonly endpoint: string;
  readonly model: string;
  readonly apiKey: string;
  readonly criteria: string;
  readonly neighbours: string;
  readonly inputPrice: string;
  readonly outputPrice: string;
  readonly priceCap: string;
  readonly requestsPerMinute: string;
}

export const emptyForm: JudgeRewardForm = {
  endpoint: '',
  model: '',
  apiKey: '',
  criteria: '',
  neighbours: '2',
  inputPrice: '',
  outputPrice: '',
  priceCap: '1',
  requestsPerMinute: '120',
};

/** In the order of the form; its prices may be 0, but must be said. */
const NUMBERS = {
  neighbours: ['opponents on either side', integer(1, 32)],
  inputPrice: ['price of a million tokens in', real(0, 10_000, 'linear')],
  outputPrice: ['price of a million tokens out', real(0, 10_000, 'linear')],
  priceCap: ['price cap', real(0, 10_000, 'linear')],
  requestsPerMinute: ['requests per minute', integer(2, 60_000)],
} as const;

type NumberKey = keyof typeof NUMBERS;

export type ReadJudgeForm = { readonly reward: JudgeReward } | { readonly problem: string };

export function judgeRewardOf(form: JudgeRewardForm): ReadJudgeForm {
  const values = {} as Record<NumberKey, number>;
  for (const key of Object.keys(NUMBERS) as NumberKey[]) {
    const [name, bounds] = NUMBERS[key];
    const parsed = parseValue(name, bounds, form[key]);
    if ('problem' in parsed) return parsed;
    values[key] = parsed.value;
  }
  const { endpoint, model, apiKey } = form;
  const criteria = form.criteria.trim();
  try {
    return {
      reward: {
        settings: parseJudgeSettings({ endpoint, model, apiKey, parallel: judgeDefaults.parallel }),
        neighbours: values.neighbours,
        limits: {
          prices: {
            pricePerMillionInput: values.inputPrice,
            pricePerMillionOutput: values.outputPrice,
          },
          priceCap: values.priceCap,
          requestsPerMinute: values.requestsPerMinute,
        },
        ...(criteria && { criteria }),
      },
    };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

/** Requests for so many answers, at most: a comparison is asked in both orders. */
export const requestsFor = (answers: number, { neighbours }: Pick<JudgeReward, 'neighbours'>): number =>
  2 * answers * neighbours;
