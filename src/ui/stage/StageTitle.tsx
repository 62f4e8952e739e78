// The chart's title, each of its words explained.
import { Term } from '../words/Term.tsx';

const STRINGS = { reward: 'Reward', against: 'against' } as const;

export function StageTitle() {
  return (
    <span className="stage-title">
      <Term name="reward" symbol={false}>
        {STRINGS.reward}
      </Term>{' '}
      {STRINGS.against} <Term name="drift" />
    </span>
  );
}
