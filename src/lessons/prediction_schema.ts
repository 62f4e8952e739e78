// Reads a prediction from storage.
import * as v from 'valibot';

const choiceSchema = v.picklist([0, 1, 2]);
const finite = v.pipe(v.number(), v.finite());
const why = v.optional(choiceSchema);

export const predictionSchema = v.union([
  v.object({ reward: finite, kl: v.pipe(finite, v.minValue(0)), why }),
  v.object({ curve: choiceSchema, why }),
]);
