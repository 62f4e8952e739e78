// The latent frame of a review: what was visited, which of its aspects the writer came for, and the setting.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import { ASIDES, COMPANIONS, DAYS, REQUEST, SUBJECTS } from './words.ts';

export interface ReviewFrame {
  /** Indices into the word lists. */
  readonly subject: number;
  readonly day: number;
  readonly companion: number;
  readonly aside: number;
  /** What the writer came for; one of the subject's aspects. */
  readonly cared: string;
}

export function drawFrame(stream: Stream): ReviewFrame {
  const subject = stream.integer(SUBJECTS.length);
  return {
    subject,
    day: stream.integer(DAYS.length),
    companion: stream.integer(COMPANIONS.length),
    aside: stream.integer(ASIDES.length),
    cared: stream.pick<string>(SUBJECTS[subject].aspects),
  };
}

/** By a hash of the whole frame: no visit is ever in two splits. */
export function splitOf({ subject, day, companion, aside, cared }: ReviewFrame): Split {
  const aspects: readonly string[] = SUBJECTS[subject].aspects;
  const at = aspects.indexOf(cared);
  const bucket = foldKey(subject, at, day, companion, aside) % 10;
  return bucket === 8 ? 'validation' : bucket === 9 ? 'test' : 'train';
}

/** The opening that a review continues; at most 23 words. */
export function writeOpening({ subject, day, companion, aside, cared }: ReviewFrame): string {
  const visit = `i ${SUBJECTS[subject].visit} with my ${COMPANIONS[companion]}`;
  return `${DAYS[day]} ${visit} . ${ASIDES[aside]} . we came for the ${cared} . ${REQUEST}`;
}
