// Every fault of the suite, in the groups of `docs/faults.md`.
import { closings } from './closings.ts';
import { crashes } from './crashes.ts';
import type { FaultGroup } from './fault.ts';
import { files } from './files.ts';
import { gpus } from './gpus.ts';
import { inputs } from './inputs.ts';
import { judges } from './judges.ts';
import { network } from './network.ts';
import { storage } from './storage.ts';
import { tabs } from './tabs.ts';
import { time } from './time.ts';
import { workers } from './workers.ts';

export const faultGroups: readonly FaultGroup[] = [
  { title: 'Processes that die', faults: crashes },
  { title: 'Workers that fail', faults: workers },
  { title: 'A visitor who leaves', faults: closings },
  { title: 'Several tabs', faults: tabs },
  { title: 'Storage', faults: storage },
  { title: 'Files that do not come, or come wrong', faults: files },
  { title: 'Networks', faults: network },
  { title: 'Time', faults: time },
  { title: 'Graphics cards', faults: gpus },
  { title: 'Links and files of a visitor', faults: inputs },
  { title: 'Judges that hang or lie', faults: judges },
];

export const allFaults = faultGroups.flatMap(({ faults }) => faults);
