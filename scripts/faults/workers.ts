// The page's own workers: they throw, end without a word, or never answer again.
import type { Fault } from './fault.ts';

export const workers: readonly Fault[] = [
  {
    name: 'worker-throws',
    does: 'An error that nobody caught ends the training worker.',
    sees: 'What happened, up to which step the run is kept, and “Continue on CPU”.',
    says: /The worker stopped: .* The run is kept up to step \d+/,
    loses: 'seconds',
    at: 'training',
    fast: true,
    async provoke(scene) {
      await scene.trainer.evaluate('setTimeout(() => { throw new Error("this is the fault") }); undefined');
    },
    async recover(scene) {
      await scene.button('Continue on CPU').click();
      await scene.button('Pause').waitFor(); // it goes on by itself
    },
  },
  {
    name: 'worker-rejects',
    does: 'A promise that nobody waits for is rejected in the training worker.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    allows: /this is the fault/,
    async provoke(scene) {
      await scene.trainer.evaluate('void Promise.reject(new Error("this is the fault")); undefined');
      await scene.keepsOn();
    },
  },
  {
    name: 'worker-ends-silently',
    does: 'The browser ends the training worker without a word.',
    sees: 'That a new worker goes on, and from which step.',
    says: /The browser ended the worker without a word\. A new one goes on from step \d+/,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.trainer.evaluate('setTimeout(() => self.close()); undefined');
    },
  },
  {
    name: 'worker-hangs',
    does: 'The training worker runs in a circle, and never answers again.',
    sees: 'After ten seconds: that it has not answered, and “Start a new worker”.',
    says: /The worker has not answered for 10 s/,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.trainer.evaluate('setTimeout(() => { for (;;); }); undefined');
    },
    recover: (scene) => scene.button('Start a new worker').click(),
  },
  {
    name: 'shard-ends',
    does: 'One of the CPU engine’s threads ends without a word.',
    sees: 'Nothing: another thread repeats its part, and the run goes on.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      await scene.worker(/cpu_shard_worker/).evaluate('setTimeout(() => self.close()); undefined');
      await scene.keepsOn();
    },
  },
  {
    name: 'shard-throws',
    does: 'One of the CPU engine’s threads ends with an error.',
    sees: 'Nothing: another thread repeats its part, and the run goes on.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      await scene
        .worker(/cpu_shard_worker/)
        .evaluate('setTimeout(() => { throw new Error("this is the fault") }); undefined');
      await scene.keepsOn();
    },
  },
];
