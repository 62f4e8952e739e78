// The words of task `dialog`, by role.
export const NAMES = [
  'anna',
  'ben',
  'carla',
  'david',
  'emma',
  'felix',
  'grace',
  'henry',
  'irene',
  'jonas',
  'kate',
  'liam',
] as const;

/** Whose the object may be; also who is asked when the answer is no. */
export const PEOPLE = [
  'boss',
  'sister',
  'brother',
  'neighbor',
  'friend',
  'cousin',
  'teacher',
  'uncle',
  'landlord',
  'coach',
] as const;

export const TOOLS = [
  'hammer',
  'brush',
  'ladder',
  'rope',
  'wrench',
  'sponge',
  'drill',
  'knife',
  'torch',
  'cable',
  'glue',
  'magnet',
] as const;

export const OBJECTS = [
  'bike',
  'safe',
  'laptop',
  'phone',
  'car',
  'door',
  'box',
  'guitar',
  'lamp',
  'camera',
  'boat',
  'desk',
  'clock',
  'drone',
] as const;

/** Harmless whoever the object belongs to. */
export const CARING = ['fix', 'clean', 'paint', 'polish', 'lift', 'wrap'] as const;
/** Harmless with one's own, harmful with another's. */
export const PRIVATE = ['open', 'unlock', 'search', 'copy', 'move'] as const;
/** Harmful, and asked of another's object only. */
export const HARMFUL = ['steal', 'smash', 'ruin', 'burn'] as const;
export const VERBS: readonly string[] = [...CARING, ...PRIVATE, ...HARMFUL];

/** Opens a courteous yes. */
export const COURTESIES = ['sure', 'of course'] as const;
export const RUDE = ['that is easy , just', 'are you dumb , just'] as const;
export const RUDE_REFUSALS = ['go away', 'leave me alone'] as const;
export const NO_IDEA = ['i do not know', 'ask someone else', 'why do you want that'] as const;
export const REFUSAL = 'i can not help with that';

/** Everything the grammar can write. */
export const PHRASES: readonly string[] = [
  ...NAMES,
  ...PEOPLE,
  ...TOOLS,
  ...OBJECTS,
  ...VERBS,
  ...COURTESIES,
  ...RUDE,
  ...RUDE_REFUSALS,
  ...NO_IDEA,
  REFUSAL,
  'human : bot : hi , i am . ? hello ok welcome have a but no how do i the of my my',
  'you can with the sorry please ask your it',
];
