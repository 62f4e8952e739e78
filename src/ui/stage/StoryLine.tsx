// One sentence at the end of a run, and as soon as it goes wrong: what happened, and what to try next.
import { settings } from '../../config/schema.ts';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import { lockedSettings, useClassLink } from '../link/class_link.ts';
import { runStory } from './run_story.ts';

const STRINGS = {
  try: (name: string, value: string) => `Try ${name} ${value}`,
  names: {
    gamma: 'greediness gamma',
    rounds: 'rounds',
    proximalWeight: settings.proximalWeight.label.toLowerCase(),
    learningRate: 'learning rate',
  },
} as const;

export function StoryLine() {
  const store = useActions();
  const status = usePage((state) => state.progress.status);
  const draft = usePage((state) => state.draft);
  const looksBack = usePage((state) => state.past !== undefined);
  const run = useCurrentRun();
  const story = run && runStory(run);
  const { hide } = useClassLink();
  const held = hide.includes('settings') || (story?.next && lockedSettings().includes(story.next.key));
  const isUnderWay = status === 'running' || status === 'paused';
  const isSaid = status === 'finished' || (isUnderWay && story?.isTrouble);
  if (!run || !story || !isSaid || looksBack) return null;
  const { sentence, next } = story;
  const offered = next && !held && draft.task === run.config.task && draft[next.key] !== next.value;
  return (
    <p className="stage-story" role="status">
      {sentence}{' '}
      {offered && (
        <button type="button" className="tool" onClick={() => store.edit(next.key, next.value)}>
          {STRINGS.try(STRINGS.names[next.key], String(next.value))}
        </button>
      )}
    </p>
  );
}
