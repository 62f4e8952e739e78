import { describe, expect, it } from 'vitest';
import { askedQuestions } from './answer_counts.ts';

const drift = { text: 'Twice the drift?', options: ['Twice', 'Less', 'None'] };
const known = [
  { id: 'drift-before', ...drift },
  { id: 'noise', text: 'Whose noise?', options: ['GDC', 'BRAIn'] },
  { id: 'drift-after', ...drift },
  { id: 'unasked', text: 'Never asked', options: ['A'] },
];

describe('how a class answered', () => {
  it('a question that is asked twice has two rounds, and each counts its own answers', () => {
    const answers: Record<string, number>[] = [
      { 'drift-before': 0, 'drift-after': 1, noise: 1 },
      { 'drift-before': 0, 'drift-after': 1 },
      { 'drift-before': 2 },
    ];
    expect(
      askedQuestions(
        answers.map((given) => ({ answers: given })),
        known,
      ),
    ).toEqual([
      {
        ...drift,
        rounds: [
          { id: 'drift-before', counts: [2, 0, 1] },
          { id: 'drift-after', counts: [0, 2, 0] },
        ],
      },
      { text: 'Whose noise?', options: ['GDC', 'BRAIn'], rounds: [{ id: 'noise', counts: [0, 1] }] },
    ]);
  });

  it('a question without words is named by what the code has of it', () => {
    expect(askedQuestions([{ answers: { '#3fa': 2 } }], [])).toEqual([
      {
        text: 'Question #3fa',
        options: ['Choice 1', 'Choice 2', 'Choice 3'],
        rounds: [{ id: '#3fa', counts: [0, 0, 1] }],
      },
    ]);
    expect(askedQuestions([], known)).toEqual([]);
  });
});
