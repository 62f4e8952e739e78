// How the class answered: counts of each choice. A question that a lesson asks twice, at its begin and its end, is one
// question with two rounds.
import type { FoundResult } from './find_results.ts';

/** As a lesson asks it. */
export interface KnownQuestion {
  readonly id: string;
  readonly text: string;
  readonly options: readonly string[];
}

export interface AskedQuestion {
  readonly text: string;
  readonly options: readonly string[];
  /** In the order in which it is asked. */
  readonly rounds: readonly { readonly id: string; readonly counts: readonly number[] }[];
}

/** What the page has no words for. */
const unknownQuestion = (id: string, choices: readonly number[]): KnownQuestion => ({
  id,
  text: `Question ${id}`,
  options: Array.from({ length: Math.max(...choices) + 1 }, (_, at) => `Choice ${at + 1}`),
});

/** @param known in the order in which lessons ask them. */
export function askedQuestions(
  results: readonly Pick<FoundResult, 'answers'>[],
  known: readonly KnownQuestion[],
): AskedQuestion[] {
  const choices = new Map<string, number[]>();
  for (const { answers } of results)
    for (const [id, choice] of Object.entries(answers)) choices.set(id, [...(choices.get(id) ?? []), choice]);
  const others = [...choices.keys()].filter((id) => !known.some((question) => question.id === id));
  const asked = [
    ...known.filter(({ id }) => choices.has(id)),
    ...others.map((id) => unknownQuestion(id, choices.get(id)!)),
  ];
  return [...new Set(asked.map(({ text }) => text))].map((text) => {
    const same = asked.filter((question) => question.text === text);
    const { options } = same[0];
    return {
      ...{ text, options },
      rounds: same.map(({ id }) => ({
        id,
        counts: options.map((_, option) => choices.get(id)!.filter((choice) => choice === option).length),
      })),
    };
  });
}
