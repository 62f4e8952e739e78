// What waits in a session's mailbox once another command arrives. The last choice wins: a load replaces a load that has
// not begun, with all that was meant for that run. What the visitor brought or chose for later runs survives.
import type { BackendName, Command } from './protocol.ts';

/** These need a run that is ready; the others are served while the prior is measured. */
export const waitsForReady = ({ type }: Command): boolean => type === 'play' || type === 'advance';

/** These leave work behind that still waits for a file or a device. */
export const isChoice = ({ type }: Command): boolean =>
  type === 'load' || type === 'undo' || type === 'switch';

/** They belong to the visitor, not to a run. */
const outlivesRuns = ({ type }: Command): boolean =>
  type.endsWith('preferences') || type === 'use-reward-model';

/** The last backend that somebody named. */
const namedBackend = (commands: readonly Command[]): BackendName | undefined =>
  commands.flatMap((command) => ('backend' in command && command.backend ? [command.backend] : [])).at(-1);

export function mergedCommands(waiting: readonly Command[], next: Command): Command[] {
  const loadAt = waiting.findIndex(({ type }) => type === 'load');
  const first = loadAt < 0 ? waiting.length : loadAt;
  // Nobody who pauses wants the Play that waits behind the load.
  if (next.type === 'pause')
    return [...waiting.filter((command, i) => i < first || !waitsForReady(command)), next];
  if (next.type !== 'load') return [...waiting, next];
  return [
    ...waiting.slice(0, first).filter(({ type }) => type !== 'switch'),
    ...waiting.slice(first).filter(outlivesRuns),
    { ...next, backend: next.backend ?? namedBackend(waiting) },
  ];
}
