// Interleaved repetitions: each contender runs once in every turn, so that whatever else the machine does
// falls on all of them.

/** Milliseconds of every repetition, by contender; warm-ups are not among them. */
export async function interleaved<Name extends string>(
  contenders: Readonly<Partial<Record<Name, () => Promise<unknown>>>>,
  { warmUps, repeats }: { readonly warmUps: number; readonly repeats: number },
  said: (turn: number, turns: number) => void = () => {},
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contenders) as [Name, () => Promise<unknown>][];
  const times = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<Name, number[]>;
  const turns = warmUps + repeats;
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, run] of entries) {
      const start = performance.now();
      await run();
      if (turn >= warmUps) times[name].push(performance.now() - start);
    }
    said(turn + 1, turns);
  }
  return times;
}
