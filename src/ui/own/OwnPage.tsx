// Bring your own: a model, prompts and a reward, then a run of them.
import { AskedFilesCard } from './AskedFilesCard.tsx';
import { DataStep } from './DataStep.tsx';
import { ModelStep } from './ModelStep.tsx';
import styles from './OwnPage.module.css';
import { RewardStep } from './RewardStep.tsx';
import { RunStep } from './RunStep.tsx';
import { SftStep } from './SftStep.tsx';

const STRINGS = {
  lede: 'Align a model of your own: drop its folder, give prompts, and say what a good answer is. A line of code says it, a judge, or a reward model.',
} as const;

export function OwnPage() {
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <AskedFilesCard />
      <div className={`page-content ${styles.steps}`}>
        <ModelStep />
        <DataStep />
        <RewardStep />
        <RunStep />
        <SftStep />
      </div>
    </>
  );
}
