import type { Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
export interface LineProblem { readonly line: number; readonly message: string }
export function parsePreferences(_text: string, _task: Task): { preferences: Preference[] } | { problems: LineProblem[] } { return { problems: [] }; }
export function formatPreferences(_p: readonly Preference[], _task: Task): string { return ''; }
