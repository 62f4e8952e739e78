// Which files of the visitor's a run is made of.
import { quoted } from './parse.ts';
import type { Setting } from './setting.ts';

/** Of a run that the page brings everything for. */
const NO_FILES = 'none';
const FINGERPRINT = /^(judge-|model-)?[0-9a-f]{12}$/;
const EXPECTED = `12 hexadecimal digits, judge- or model- before them where no rule rates, or ${NO_FILES}`;

export const ownSetting = {
  own: {
    kind: 'text',
    longest: 18,
    takes: EXPECTED,
    problemOf: (text: string) =>
      text === NO_FILES || FINGERPRINT.test(text) ? undefined : `${quoted(text)} (expected ${EXPECTED})`,
    default: NO_FILES,
    label: 'Files',
    group: 'run',
    tasks: ['own'],
    live: false,
    explanation:
      'Fingerprint of the model, the data and the reward that a run of your own is made of. The files stay on your machine.',
    source: 'Ours',
  },
} as const satisfies Readonly<Record<string, Setting>>;
