// The page's clicks, by task. They outlive the view and the tab.
import { readText, writeText } from '../../storage/web_storage.ts';
import { Judging } from '../../store/judging.ts';
import type { TaskName } from '../../tasks/task.ts';

const opened = new Map<TaskName, Judging>();

export function judgingOf(task: TaskName): Judging {
  const key = `clicks-${task}`;
  const known = opened.get(task);
  if (known) return known;
  const judging = new Judging({ read: () => readText(key), write: (text) => writeText(key, text) });
  opened.set(task, judging);
  return judging;
}
