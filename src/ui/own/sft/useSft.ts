// The training under way, in its worker. It ends with the panel.
import { useEffect, useRef, useState } from 'react';
import type { SftPlan, SftRun, TrainSft } from '../../../worker/sft_protocol.ts';
import { begun, type SftTraining, withReply } from './sft_progress.ts';

export interface Sft {
  readonly training?: SftTraining;
  /** @param goesOn from the training that is kept. */
  start(plan: SftPlan, goesOn?: boolean): void;
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
    start(plan, goesOn) {
      run.current?.abandon();
      setTraining(begun(plan.settings.steps));
      const take = (reply: Parameters<Parameters<TrainSft>[1]>[0]) =>
        setTraining((known) => known && withReply(known, reply));
      run.current = train(plan, take, goesOn);
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
