// Which tokens may be written where. One rule for every task: a completion holds words and EOS, never pad or BOS.

/** By position: the tokens that may stand there, null for all. The last entry holds for all later positions. */
export type AllowedTokens = readonly (readonly number[] | null)[];

export const allowedAt = <T extends AllowedTokens>(allowed: T, position: number): T[number] =>
  allowed[Math.min(position, allowed.length - 1)];
