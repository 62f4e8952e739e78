import { describe, expect, it } from 'vitest';
import { madeUpCode } from '../class/made_up_results.ts';
import { Classroom } from './classroom.ts';

const codes = [1, 2, 3].map((seed) => madeUpCode({ seed }, { seat: seed }));

function inMemory(stored: readonly string[] = []) {
  const kept = [...stored];
  return {
    kept,
    load: async () => kept,
    add: async (more: readonly string[]) => void kept.push(...more),
    remove: async (code: string) => void kept.splice(kept.indexOf(code), 1),
    forget: async () => void kept.splice(0),
  };
}
const seats = ({ store }: Classroom) => store.getState().results.map(({ seat }) => seat);

describe('the class', () => {
  it('takes each code once, and says what came twice or damaged, and where', async () => {
    const keeper = inMemory();
    const classroom = new Classroom(keeper, []);
    await classroom.take([
      { text: `Sam: ${codes[0]}\nKim: ${codes[1]}\n${codes[0]}\n${codes[2].slice(0, 40)}` },
    ]);
    expect(classroom.store.getState().heard).toEqual({
      fresh: 2,
      known: [{ line: 3 }],
      damaged: [{ line: 4, problem: 'a letter of it is wrong or missing' }],
    });
    await classroom.take([
      { name: 'a.txt', text: codes[2] },
      { name: 'b.txt', text: `${codes[1]}\nBRAIN1ABCD.` },
    ]);
    expect(classroom.store.getState().heard).toEqual({
      fresh: 1,
      known: [{ name: 'b.txt', line: 1 }],
      damaged: [{ name: 'b.txt', line: 2, problem: 'a letter of it is wrong or missing' }],
    });
    expect(seats(classroom)).toEqual([1, 2, 3]);
    expect(keeper.kept).toEqual(codes);
  });

  it('comes back with the next visit, and is gone when it is forgotten', async () => {
    const keeper = inMemory(codes.slice(0, 2));
    const classroom = new Classroom(keeper, []);
    await Promise.all([classroom.open(), classroom.take([{ text: codes[2] }])]);
    expect(seats(classroom).toSorted()).toEqual([1, 2, 3]);
    await classroom.remove(codes[0]);
    expect(seats(classroom).toSorted()).toEqual([2, 3]);
    expect(keeper.kept).toEqual(codes.slice(1));
    await classroom.forget();
    expect(classroom.store.getState()).toMatchObject({ results: [], heard: undefined });
    expect(keeper.kept).toEqual([]);
  });

  it('goes on in memory where the browser keeps nothing, and says so', async () => {
    const refuse = () => Promise.reject(new Error('its storage is full'));
    const classroom = new Classroom({ load: refuse, add: refuse, remove: refuse, forget: refuse }, []);
    await classroom.open();
    await classroom.take([{ text: codes.join(' ') }]);
    expect(seats(classroom)).toEqual([1, 2, 3]);
    expect(classroom.store.getState().trouble).toBe('its storage is full');
  });
});
