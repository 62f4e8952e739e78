// The words of task `tldr`, by role. A post uses a fact's plainest words; a summary may use others.
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

/** Each action's words; a post uses the first two. */
export const ACTIONS = [
  ['broke', 'smashed', 'cracked'],
  ['lost', 'misplaced', 'forgot'],
  ['took', 'borrowed', 'grabbed'],
  ['stole', 'swiped', 'nabbed'],
  ['ruined', 'wrecked', 'spoiled'],
  ['hid', 'concealed', 'buried'],
  ['sold', 'pawned', 'traded'],
  ['burned', 'torched', 'scorched'],
  ['painted', 'repainted', 'coloured'],
  ['scratched', 'dented', 'scraped'],
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

/** How a question begins, and what each beginning is worth; a post uses the first. */
export const ASKINGS = {
  whether: { 'should i': 1, 'is it best to': 0.78, 'is it time to': 0.59, 'would you': 0.37 },
  how: { 'how do i': 1, 'how can i': 0.81, 'how would you': 0.56, 'any way to': 0.34 },
} as const;

/** What the narrator asks, in three wordings; a post uses the first. */
export const ASKS = [
  { kind: 'whether', wordings: ['forgive them', 'make peace', 'let it go'] },
  { kind: 'whether', wordings: ['move out', 'leave', 'find another home'] },
  { kind: 'whether', wordings: ['call the police', 'report them', 'tell the police'] },
  { kind: 'whether', wordings: ['ask for money', 'demand money', 'send a bill'] },
  { kind: 'whether', wordings: ['wait for a sorry', 'demand a sorry', 'hope for a sorry'] },
  { kind: 'how', wordings: ['tell the others', 'tell everyone', 'share the news'] },
  { kind: 'how', wordings: ['stay calm', 'keep cool', 'relax'] },
  { kind: 'whether', wordings: ['buy another one', 'replace it', 'buy it again'] },
  { kind: 'how', wordings: ['get even', 'get back at them', 'pay them back'] },
] as const;

/** What a first, a second and a third word is worth: plain words tell most. */
export const PLAINNESS = [1, 0.76, 0.47] as const;

export const DAYS = [
  'on monday',
  'on tuesday',
  'on friday',
  'on sunday',
  'last week',
  'last night',
  'yesterday',
] as const;
/** Each feeling's words; a post uses the first. */
export const FEELINGS = [
  ['angry', 'mad', 'furious'],
  ['sad', 'unhappy', 'down'],
  ['upset', 'shaken', 'bitter'],
  ['hurt', 'wounded', 'crushed'],
  ['confused', 'puzzled', 'baffled'],
  ['worried', 'anxious', 'nervous'],
] as const;

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

/** Summaries that say nothing. */
export const VAGUE = ['something happened', 'a long story', 'it was a bad day', 'things went wrong'] as const;

/** What a summary may add: it costs words. */
export const OPENINGS = ['well ,', 'in short ,', 'basically ,', 'honestly ,', 'listen ,', 'ok ,'] as const;
export const CLOSINGS = [
  'thanks .',
  'please help .',
  'any advice ?',
  'what now ?',
  'tell me what to do .',
] as const;
export const DEGREES = ['so', 'really', 'very', 'a bit'] as const;

/** How much of a fact is left that is told with a doubt. */
export const DOUBTS = { maybe: 0.52, 'i think': 0.63, 'it seems': 0.74, 'i heard': 0.43 } as const;

/** The last token of every prompt. */
export const REQUEST = 'tl;dr';

/** Everything the grammar can write. */
export const PHRASES: readonly string[] = [
  ...PEOPLE,
  ...ACTIONS.flat(),
  ...OBJECTS,
  ...Object.values(ASKINGS).flatMap((askings) => Object.keys(askings)),
  ...ASKS.flatMap(({ wordings }) => wordings),
  ...DAYS,
  ...FEELINGS.flat(),
  ...DISTRACTORS.map((sentence) => sentence.replace(/PERSON|OBJECT/, '').trim()),
  ...VAGUE,
  ...OPENINGS,
  ...CLOSINGS,
  ...DEGREES,
  ...Object.keys(DOUBTS),
  'so my i am feel really and someone did it again',
  '. , ?',
  REQUEST,
];
