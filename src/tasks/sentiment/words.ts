// The words of task `sentiment`, by role, with what each is worth.

/** What is reviewed: how it is said, and which aspects a review of it can be about. */
export const SUBJECTS = [
  { visit: 'saw a film', aspects: ['plot', 'acting', 'music', 'ending', 'humor'] },
  { visit: 'read a book', aspects: ['plot', 'style', 'ending', 'hero', 'cover'] },
  { visit: 'ate in a restaurant', aspects: ['soup', 'service', 'wine', 'dessert', 'bread'] },
  { visit: 'stayed in a hotel', aspects: ['bed', 'service', 'breakfast', 'pool', 'garden'] },
  { visit: 'bought a phone', aspects: ['screen', 'battery', 'camera', 'sound', 'design'] },
  { visit: 'went to a concert', aspects: ['music', 'singer', 'sound', 'crowd', 'stage'] },
] as const;

export const ASPECTS: readonly string[] = [...new Set(SUBJECTS.flatMap(({ aspects }) => aspects))];

/** Valence of an adjective alone. */
export const ADJECTIVES: Readonly<Record<string, number>> = {
  wonderful: 1.6,
  superb: 1.6,
  brilliant: 1.6,
  perfect: 1.6,
  good: 1,
  nice: 1,
  pleasant: 1,
  charming: 1,
  bad: -1,
  dull: -1,
  weak: -1,
  poor: -1,
  terrible: -1.6,
  awful: -1.6,
  dreadful: -1.6,
  horrible: -1.6,
};

/** "i VERB the ASPECT", and the form after "did not". */
export const VERBS: Readonly<Record<string, { readonly base: string; readonly valence: number }>> = {
  loved: { base: 'love', valence: 1.6 },
  liked: { base: 'like', valence: 1 },
  disliked: { base: 'dislike', valence: -1 },
  hated: { base: 'hate', valence: -1.6 },
};

/** What a word before an adjective multiplies its valence by. */
export const DEGREES: Readonly<Record<string, number>> = {
  very: 1.25,
  really: 1.25,
  truly: 1.25,
  rather: 0.5,
  somewhat: 0.5,
};

/** "not" turns a valence round and halves it: "not bad" is faint praise. */
export const NEGATION = -0.5;

export const DAYS = ['yesterday', 'last night', 'last week', 'on monday', 'on friday', 'on sunday'] as const;
export const COMPANIONS = [
  'sister',
  'brother',
  'friend',
  'boss',
  'dad',
  'mom',
  'cousin',
  'neighbor',
] as const;
export const ASIDES = [
  'it was raining',
  'we were late',
  'the bus was full',
  'it was cold outside',
  'we had little time',
  'my feet were hurting',
  'the sun was shining',
] as const;

/** The last tokens of every prompt. */
export const REQUEST = 'review :';

/** Everything the grammar can write. */
export const PHRASES: readonly string[] = [
  ...SUBJECTS.map(({ visit }) => visit),
  ...ASPECTS,
  ...Object.keys(ADJECTIVES),
  ...Object.keys(VERBS),
  ...Object.values(VERBS).map(({ base }) => base),
  ...Object.keys(DEGREES),
  ...DAYS,
  ...COMPANIONS,
  ...ASIDES,
  'i with my we came for the was did not and but . ,',
  REQUEST,
];
