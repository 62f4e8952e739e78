// Every fault of the suite, in the groups of `docs/faults.md`.
import { closings } from './closings.ts';
import { crashes } from './crashes.ts';
import type { FaultGroup } from './fault.ts';
import { files } from './files.ts';

export const faultGroups: readonly FaultGroup[] = [
  { title: 'Processes that die', faults: crashes },
  { title: 'A visitor who leaves', faults: closings },
  { title: 'Files that do not come, or come wrong', faults: files },
];

export const allFaults = faultGroups.flatMap(({ faults }) => faults);
