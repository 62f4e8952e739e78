// The training under way, in its worker. It ends with the panel.
import { useEffect, useRef, useState } from 'react';
import type { SftPlan, SftRun, TrainSft } from '../../../worker/sft_protocol.ts';
import { begun, type SftTraining, withReply } from './sft_progress.ts';

export interface Sft {
  readonly training?: SftTraining;
  start(plan: SftPlan): void;
  pause(): void;
  resume(): void;
  /** Ends it early, with what it has learnt. */
  stop(): void;
}

export function useSft(train: TrainSft): Sft {
  const [training, setTraining] = useState<SftTraining>();
  const run = useRef<SftRun>(undefined);
  useEffect(() => () => run.current?.abandon(), []);
  const mark = (status: 'running' | 'paused') =>
    setTraining((known) => (known?.result || known?.problem ? known : known && { ...known, status }));
  return {
    training,
    start(plan) {
      run.current?.abandon();
      setTraining(begun(plan.settings.steps));
      run.current = train(plan, (reply) => setTraining((known) => known && withReply(known, reply)));
    },
    pause() {
      run.current?.pause();
      mark('paused');
    },
    resume() {
      run.current?.resume();
      mark('running');
    },
    stop() {
      run.current?.stop();
      mark('running');
    },
  };
}
