// Addresses of lessons whose runs are short: their settings are locked, so that no step sets them.

/** @param settings by their names in the address */
function lessonLink(
  lesson: string,
  backend: string,
  settings: Readonly<Record<string, string | number>>,
): string {
  const query = new URLSearchParams({ lesson, backend, lock: Object.keys(settings).join(',') });
  for (const [key, value] of Object.entries(settings)) query.set(key, String(value));
  return `?${query}`;
}

const SHORT = { rounds: 1, stepsPerRound: 4, evaluationInterval: 2, evaluationSamples: 64 };
const SHORT_REVIEWS = {
  ...{ rounds: 1, stepsPerRound: 4, evaluationInterval: 2, evaluationSamples: 2, evaluationPrompts: 4 },
  ...{ promptsPerRound: 4, groupsPerBatch: 2 },
};

export const shortStrings = (lesson: string, backend: string): string => lessonLink(lesson, backend, SHORT);
export const shortReviews = (lesson: string, backend: string): string =>
  lessonLink(lesson, backend, SHORT_REVIEWS);
