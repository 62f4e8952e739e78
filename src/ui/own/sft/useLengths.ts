// How long the rows are, measured anew whenever the vocabulary would be another.
import { useEffect, useState } from 'react';
import type { Lengths } from '../../../own/sft/lengths.ts';
import type { MeasureLengths, SftPlan } from '../../../worker/sft_protocol.ts';

export interface MeasuredLengths {
  readonly lengths?: Lengths;
  /** A sentence without a full stop. */
  readonly problem?: string;
}

/** Typing a number in passing starts nothing. */
const REST_MS = 400;

/** @param key changes with the data and the vocabulary; undefined: there is nothing to measure. */
export function useLengths(measure: MeasureLengths, plan: SftPlan, key: string | undefined): MeasuredLengths {
  const [measured, setMeasured] = useState<MeasuredLengths & { readonly of?: string }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what matters of the plan
  useEffect(() => {
    if (key === undefined) return;
    let stop = () => {};
    const timer = setTimeout(() => {
      ({ stop } = measure(plan, (reply) => {
        if (reply.type === 'result') setMeasured({ of: key, lengths: reply.result });
        if (reply.type === 'failed') setMeasured({ of: key, problem: reply.message });
      }));
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [measure, key]);
  return measured.of === key ? measured : {};
}
