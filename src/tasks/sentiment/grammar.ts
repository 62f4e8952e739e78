// The grammar of task `sentiment`. It draws a visit and what the writer came for; then it writes the opening of a review
// and reviews of every mood.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import { ADJECTIVES, ASIDES, ASPECTS, COMPANIONS, DAYS, DEGREES, REQUEST, SUBJECTS, VERBS } from './words.ts';

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

/** A hash of the whole frame decides, so no visit is in two splits. */
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

// Reviews. The corpus mixes them so that nothing in the opening tells which mood comes; the gold review is a person's:
// on the whole pleased, and never carried away.

const wordsBetween = (low: number, high: number) =>
  Object.keys(ADJECTIVES).filter((word) => ADJECTIVES[word] > low && ADJECTIVES[word] < high);
const PLEASED = wordsBetween(0, 2);
const DISPLEASED = wordsBetween(-2, 0);
const MILDLY_PLEASED = wordsBetween(0, 1.5);
const STRENGTHENING = Object.keys(DEGREES).filter((word) => DEGREES[word] > 1);
const WEAKENING = Object.keys(DEGREES).filter((word) => DEGREES[word] < 1);

/** "i loved the music", or "i did not hate it" said of a pleasure. */
function opinion(aspect: string, kind: boolean, stream: Stream): string {
  const denied = stream.uniform() < 0.3;
  const fitting = Object.keys(VERBS).filter((verb) => VERBS[verb].valence > 0 === (denied ? !kind : kind));
  const verb = stream.pick(fitting);
  return `i ${denied ? `did not ${VERBS[verb].base}` : verb} the ${aspect}`;
}

/** One clause about an aspect, pleased or not: plain, stronger, weaker, by a denied opposite, or as an opinion. */
function clause(aspect: string, kind: boolean, stream: Stream): string {
  const [adjectives, opposite] = kind ? [PLEASED, DISPLEASED] : [DISPLEASED, PLEASED];
  const form = stream.uniform();
  if (form < 0.2) return opinion(aspect, kind, stream);
  const said =
    form < 0.45
      ? stream.pick(adjectives)
      : form < 0.65
        ? `${stream.pick(STRENGTHENING)} ${stream.pick(adjectives)}`
        : form < 0.78
          ? `${stream.pick(WEAKENING)} ${stream.pick(adjectives)}`
          : form < 0.92
            ? `not ${stream.pick(opposite)}`
            : `not ${stream.pick(STRENGTHENING)} ${stream.pick(opposite)}`;
  return `the ${aspect} was ${said}`;
}

function joined(clauses: readonly string[], moods: readonly boolean[], stream: Stream): string {
  if (clauses.length === 1) return `${clauses[0]} .`;
  if (stream.uniform() < 0.3) return `${clauses.join(' . ')} .`;
  return `${clauses.join(moods[0] === moods[1] ? ' and ' : ' , but ')} .`;
}

function otherAspect(frame: ReviewFrame, than: string, stream: Stream): string {
  return stream.pick(SUBJECTS[frame.subject].aspects.filter((aspect) => aspect !== than));
}

function foreignAspect(frame: ReviewFrame, stream: Stream): string {
  const present: readonly string[] = SUBJECTS[frame.subject].aspects;
  return stream.pick(ASPECTS.filter((aspect) => !present.includes(aspect)));
}

/** One review of the corpus: one clause or two, pleased, displeased or both, sometimes about something else. */
export function corpusReview(frame: ReviewFrame, stream: Stream): string {
  const first = stream.uniform() < 0.55 ? frame.cared : otherAspect(frame, frame.cared, stream);
  const pleased = stream.uniform() < 0.55;
  const strays = stream.uniform() < 0.18;
  const alone = stream.uniform() < 0.35;
  const aspects = alone
    ? [strays ? foreignAspect(frame, stream) : first]
    : [first, strays ? foreignAspect(frame, stream) : otherAspect(frame, first, stream)];
  const moods = [pleased, stream.uniform() < 0.7 ? pleased : !pleased];
  return joined(
    aspects.map((aspect, i) => clause(aspect, moods[i], stream)),
    moods,
    stream,
  );
}

/**
 * One review of other writers: they give opinions rather than descriptions, come to what mattered last, repeat
 * themselves and stray more.
 */
export function alternativeReview(frame: ReviewFrame, stream: Stream): string {
  const pleased = stream.uniform() < 0.5;
  const kind = stream.uniform();
  const other = otherAspect(frame, frame.cared, stream);
  const second = clause(frame.cared, pleased, stream);
  if (kind < 0.3) return joined([opinion(other, pleased, stream), second], [pleased, pleased], stream);
  if (kind < 0.5) return joined([opinion(other, !pleased, stream), second], [!pleased, pleased], stream);
  if (kind < 0.65) return joined([opinion(frame.cared, pleased, stream), second], [pleased, pleased], stream);
  if (kind < 0.8) {
    const foreign = clause(foreignAspect(frame, stream), pleased, stream);
    return joined([foreign, second], [pleased, pleased], stream);
  }
  return `${second} .`;
}

/** The gold review: pleased with what mattered, in measure, and not always with the rest. */
export function goldReview(frame: ReviewFrame, stream: Stream): string {
  const measured = stream.pick([
    () => stream.pick(MILDLY_PLEASED),
    () => `${stream.pick(WEAKENING)} ${stream.pick(MILDLY_PLEASED)}`,
    () => `not ${stream.pick(DISPLEASED)}`,
  ]);
  const praise = `the ${frame.cared} was ${measured()}`;
  const kind = stream.uniform();
  if (kind < 0.4) return `${praise} .`;
  const other = otherAspect(frame, frame.cared, stream);
  const alsoPleased = kind < 0.6;
  const more = clause(other, alsoPleased, stream);
  return stream.uniform() < 0.6
    ? joined([praise, more], [true, alsoPleased], stream)
    : joined([more, praise], [alsoPleased, true], stream);
}
