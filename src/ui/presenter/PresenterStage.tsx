// What presenter mode shows: one panel of the page, the two numbers of the run, and a bar to turn panels. The arrows and
// page keys turn them (page keys turn a lesson's steps, where one is open), B blanks the screen, Esc and P leave.
import { useEffect, useEffectEvent, useState } from 'react';
import { formatNumber } from '../charts/number_format.ts';
import { useLesson } from '../frame/lesson_address.ts';
import { useHashPage } from '../frame/useHashPage.ts';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import { isFree } from './free_key.ts';
import './presenter.css';
import { present } from './presenter_mode.ts';
import { usePanels } from './usePanels.ts';

const STRINGS = {
  group: 'Presenter',
  reward: 'reward',
  drift: 'drift',
  step: (step: number, all: number) => `step ${step} of ${all}`,
  previous: 'Previous panel',
  next: 'Next panel',
  place: (title: string, at: number, all: number) => `${title} · ${at} of ${all}`,
  none: 'This page has no panels to turn.',
  play: 'Train',
  pause: 'Pause',
  blank: 'Blank',
  show: 'Show the page again',
  leave: 'Leave',
} as const;

const TURNS: Readonly<Record<string, number>> = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

/** @param rootId id of the element whose panels are shown */
export function PresenterStage({ rootId }: { readonly rootId: string }) {
  const page = useHashPage();
  const { titles, at, go } = usePanels(rootId, page);
  const [blank, setBlank] = useState(false);
  const hasLesson = useLesson() !== undefined;
  const answer = useEffectEvent((event: KeyboardEvent) => {
    if (!isFree(event)) return;
    const turn = hasLesson && event.key.startsWith('Page') ? undefined : TURNS[event.key];
    if (turn !== undefined && !event.shiftKey) go(turn);
    else if (event.code === 'KeyB') setBlank(!blank);
    else if (event.key === 'Escape' && blank) setBlank(false);
    else if (event.key === 'Escape' || event.code === 'KeyP') present(false);
    else return;
    event.preventDefault();
    // The page's own keys step with the arrows.
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => answer(event);
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return (
    <>
      {page === 'train' && <Numbers />}
      <nav className="presenter-bar" aria-label={STRINGS.group}>
        <button
          type="button"
          className="button"
          aria-label={STRINGS.previous}
          disabled={at === 0}
          onClick={() => go(-1)}
        >
          ◂
        </button>
        <p role="status">
          {titles.length === 0 ? STRINGS.none : STRINGS.place(titles[at], at + 1, titles.length)}
        </p>
        <button
          type="button"
          className="button"
          aria-label={STRINGS.next}
          disabled={at >= titles.length - 1}
          onClick={() => go(1)}
        >
          ▸
        </button>
        {page === 'train' && <Play />}
        <button type="button" className="button" onClick={() => setBlank(true)}>
          {STRINGS.blank} <kbd>B</kbd>
        </button>
        <button type="button" className="button" onClick={() => present(false)}>
          {STRINGS.leave} <kbd>Esc</kbd>
        </button>
      </nav>
      {blank && (
        <button
          type="button"
          className="presenter-blank"
          aria-label={STRINGS.show}
          onClick={() => setBlank(false)}
        />
      )}
    </>
  );
}

/** Reward and drift of the run's last test. */
function Numbers() {
  const latest = useCurrentRun()?.evaluations.at(-1);
  const { step, totalSteps } = usePage((state) => state.progress);
  return (
    <dl className="presenter-numbers">
      <div>
        <dt>{STRINGS.reward}</dt>
        <dd>{formatNumber(latest?.reward.mean)}</dd>
      </div>
      <div>
        <dt>{STRINGS.drift}</dt>
        <dd>{formatNumber(latest?.kl.mean)}</dd>
      </div>
      <div>
        <dt className="presenter-step">{STRINGS.step(step, totalSteps)}</dt>
      </div>
    </dl>
  );
}

function Play() {
  const store = useActions();
  const runs = usePage(({ progress, playRequested }) => progress.status === 'running' || playRequested);
  return (
    <button type="button" className="button primary" onClick={() => (runs ? store.pause() : store.play())}>
      {runs ? STRINGS.pause : STRINGS.play}
    </button>
  );
}
