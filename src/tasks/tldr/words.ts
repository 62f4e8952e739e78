// The words of task `tldr`, by role. A fact's words are the same in post and summary, but for two spellings an action.
export const PEOPLE = [
  'roommate',
  'sister',
  'brother',
  'boss',
  'neighbor',
  'friend',
  'cousin',
  'dad',
  'mom',
  'girlfriend',
  'boyfriend',
  'coworker',
  'teacher',
  'uncle',
  'aunt',
  'landlord',
] as const;

/** Each action with the other way to say it. */
export const ACTIONS = [
  ['broke', 'smashed'],
  ['lost', 'misplaced'],
  ['took', 'borrowed'],
  ['stole', 'swiped'],
  ['ruined', 'wrecked'],
  ['hid', 'concealed'],
  ['sold', 'pawned'],
  ['burned', 'torched'],
  ['painted', 'repainted'],
  ['scratched', 'dented'],
] as const;

export const OBJECTS = [
  'bike',
  'phone',
  'laptop',
  'guitar',
  'car',
  'jacket',
  'camera',
  'book',
  'couch',
  'lamp',
  'wallet',
  'watch',
  'tent',
  'ring',
  'ticket',
  'trophy',
  'vase',
  'dress',
  'drone',
  'umbrella',
  'backpack',
  'mirror',
  'kettle',
  'piano',
] as const;

/** What the narrator asks; the first entry is the word that tells the ask apart. */
export const ASKS = [
  ['forgive', 'should i forgive them'],
  ['move', 'should i move out'],
  ['police', 'should i call the police'],
  ['money', 'should i ask for money'],
  ['sorry', 'should i wait for a sorry'],
  ['tell', 'how do i tell the others'],
  ['calm', 'how do i stay calm'],
  ['another', 'should i buy another one'],
  ['even', 'how do i get even'],
] as const;

export const DAYS = [
  'on monday',
  'on tuesday',
  'on friday',
  'on sunday',
  'last week',
  'last night',
  'yesterday',
] as const;
export const FEELINGS = ['angry', 'sad', 'upset', 'hurt', 'confused', 'worried'] as const;

/** Sentences that do not matter; some name another person or another thing, which a careless summary picks up. */
export const DISTRACTORS = [
  'it rained all day',
  'we had pizza for dinner',
  'i was at the gym',
  'the bus was late again',
  'the music was very loud',
  'my PERSON came over for dinner',
  'my PERSON was at the gym',
  'my PERSON was very late again',
  'i just got a new OBJECT',
  'i was looking for my OBJECT',
] as const;

/** Openings of summaries that say nothing. */
export const VAGUE = ['something happened', 'a long story', 'it was a bad day'] as const;

/** The last token of every prompt. */
export const REQUEST = 'tl;dr';

/** Everything the grammar can write. */
export const PHRASES: readonly string[] = [
  ...PEOPLE,
  ...ACTIONS.flat(),
  ...OBJECTS,
  ...ASKS.map(([, phrase]) => phrase),
  ...DAYS,
  ...FEELINGS,
  ...DISTRACTORS.map((sentence) => sentence.replace(/PERSON|OBJECT/, '').trim()),
  ...VAGUE,
  'so my i am really and someone did it again',
  '. , ?',
  REQUEST,
];
