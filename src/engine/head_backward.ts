// The gradient of the head and of the value head into that of the final hidden states.
import { VALUE_BIAS, VALUE_WEIGHT } from '../model/parameters.ts';
import type { Operation } from './commands.ts';
import { COUNT, foldedGroups } from './gpu.ts';
import type { Head, HeadPart } from './head.ts';
import { addPartsGroups } from './kernels/add_parts.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { logitsPitch } from './kernels/token_log_prob.ts';
import { hasQuads } from './kernels.ts';
import { type FindPlace, headName, placeOf } from './model_parts.ts';
import { partCount, partSize } from './split_sums.ts';
import { ITEMS } from './wgsl.ts';

/** Parts of the vocabulary: a narrow model would get hundreds. */
const MOST_PARTS = 64;

/** Its counts replace those of the batch. */
export interface HeadStep {
  readonly operation: Operation;
  readonly part: HeadPart;
}

interface HeadGradients {
  readonly gradientOf: FindPlace;
  readonly coefficients: GPUBuffer; // [S]
  readonly dSlots: GPUBuffer; // [S, d]
}

/** Of log-probs; in parts, as the logits are. */
export function throughHead(head: Head, given: HeadGradients): HeadStep[] {
  const { gradientOf, coefficients, dSlots } = given;
  const { arena, parts } = head.trunk;
  const { kernels, config } = parts;
  const { vocabSize, width } = config;
  const { logits, logSum, targets, hidden } = head;
  const { buffer: weights, at: weightAt } = placeOf(parts, headName(config));
  const gradient = gradientOf(headName(config));
  const again = head.parts.length > 1;
  const rowLength = logitsPitch(vocabSize);
  const sizes = { inner: vocabSize, columns: width, count: COUNT.slots, firstColumn: 0, rowLength };
  const { headInput, addHeadParts } = kernels.backward;
  const slices = addHeadParts ? partCount(matmulGroups(head.perPart, width, headInput), MOST_PARTS) : 1;
  const share = partSize(vocabSize, slices);
  const stride = head.perPart * width;
  const dParts = addHeadParts && arena.numbers('parts of d hidden', slices * stride);
  const intoHidden = ({ counts, first }: HeadPart) => [
    arena.bind(headInput, {
      buffers: { x: logits, weights, y: dParts ?? dSlots },
      values: { ...sizes, weightAt, stride, share },
      counts,
      groups: ({ slots }) => [...matmulGroups(slots, width, headInput), slices],
    }),
    ...(addHeadParts
      ? [
          arena.bind(addHeadParts, {
            buffers: { parts: dParts!, gradient: dSlots },
            values: {
              at: first * width,
              weights: Math.min(stride, (head.capacity - first) * width),
              stride,
              slices,
            },
            groups: () => addPartsGroups(stride, hasQuads(config)),
          }),
        ]
      : []),
  ];
  return head.parts.flatMap((part) => {
    const { counts } = part;
    const operations = [
      ...(again ? [part.logits] : []),
      arena.bind(kernels.backward.tokenLogProb, {
        buffers: { targets, coefficients, logSum, logits },
        values: { vocabulary: vocabSize },
        counts,
        groups: ({ slots }) => foldedGroups((slots * rowLength) / 4, ITEMS),
      }),
      ...intoHidden(part),
    ];
    if (gradient)
      operations.push(
        arena.bind(kernels.backward.headWeight!, {
          buffers: { x: logits, dy: hidden, y: gradient.buffer },
          values: { ...sizes, weightAt: gradient.at },
          counts,
          groups: () => matmulGroups(vocabSize, width, kernels.backward.headWeight!),
        }),
      );
    return operations.map((operation) => ({ operation, part }));
  });
}

/** Of values, added to that of log-probs. */
export function throughValues(head: Head, given: HeadGradients): Operation[] {
  const { gradientOf, coefficients, dSlots } = given;
  const { arena, parts, counts } = head.trunk;
  const { kernels } = parts;
  const { width } = parts.config;
  const { buffer: weights, at } = placeOf(parts, VALUE_WEIGHT);
  const gradient = placeOf({ find: gradientOf }, VALUE_WEIGHT);
  const { at: biasAt } = placeOf({ find: gradientOf }, VALUE_BIAS);
  return [
    arena.bind(kernels.backward.valueHead!, {
      buffers: { coefficients, weights, dHidden: dSlots },
      values: { width, weightAt: at },
      counts,
      groups: ({ slots }) => foldedGroups(slots * width, ITEMS),
    }),
    arena.bind(kernels.backward.valueParameters!, {
      buffers: { coefficients, hidden: head.hidden, gradient: gradient.buffer },
      values: { width, weightAt: gradient.at, biasAt },
      counts,
      groups: () => foldedGroups(width + 1, ITEMS),
    }),
  ];
}
