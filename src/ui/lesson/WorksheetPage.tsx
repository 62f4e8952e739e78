// A worksheet to print, and its key: the same data with the answers shown. Another seed is another table.
import { useState } from 'react';
import { lessonCards } from '../../lessons/lesson_cards.ts';
import { parseSeed } from '../../lessons/worksheet/printed_world.ts';
import type { Worksheet } from '../../lessons/worksheet/sheet.ts';
import { worksheetOf } from '../../lessons/worksheet/worksheet.ts';
import styles from './LessonsPage.module.css';
import { type LessonsView, lessonsHash } from './lessons_view.ts';
import './worksheet_print.css';

const STRINGS = {
  back: 'All lessons',
  seed: 'Table',
  key: 'Show the answers',
  print: 'Print',
  name: 'Name',
  date: 'Date',
  sheet: (title: string, seed: number) => `${title} · table ${seed}`,
  keyMark: 'Answer key',
  answer: 'Answer:',
  grid: 'Draw your guess: start, target for gamma 1, target for gamma 0.5.',
} as const;

type View = Extract<LessonsView, { type: 'worksheet' }>;

export function WorksheetPage({ view }: { readonly view: View }) {
  const { lesson, seed, withKey } = view;
  const sheet = worksheetOf(lesson, seed);
  const show = (change: Partial<View>) => {
    location.hash = lessonsHash({ ...view, ...change });
  };
  return (
    <article className={styles.paper}>
      <p className={styles.tools}>
        <a href={lessonsHash({ type: 'list' })}>{STRINGS.back}</a>
        <SeedField seed={seed} onChange={(next) => show({ seed: next })} />
        <label>
          <input
            type="checkbox"
            checked={withKey}
            onChange={({ target }) => show({ withKey: target.checked })}
          />{' '}
          {STRINGS.key}
        </label>
        <button type="button" className="button" onClick={() => print()}>
          {STRINGS.print}
        </button>
      </p>
      <h2 className={styles.heading}>{STRINGS.sheet(lessonCards[lesson].title, seed)}</h2>
      <p className={styles.names}>
        {withKey ? (
          <strong>{STRINGS.keyMark}</strong>
        ) : (
          <>
            <span>{STRINGS.name}</span>
            <span>{STRINGS.date}</span>
          </>
        )}
      </p>
      <p>{sheet.intro}</p>
      <Table sheet={sheet} />
      <Questions sheet={sheet} withKey={withKey} />
      {sheet.grid && <Grid {...sheet.grid} />}
    </article>
  );
}

interface SeedFieldProps {
  readonly seed: number;
  readonly onChange: (seed: number) => void;
}

function SeedField({ seed, onChange }: SeedFieldProps) {
  const [text, setText] = useState(String(seed));
  const take = (next: string) => {
    setText(next);
    const parsed = parseSeed(next);
    if (parsed !== undefined && parsed !== seed) onChange(parsed);
  };
  return (
    <label>
      {STRINGS.seed}{' '}
      <input
        type="number"
        className={styles.seed}
        min={0}
        step={1}
        value={text}
        onChange={({ target }) => take(target.value)}
      />
    </label>
  );
}

function Table({ sheet: { columns, rows } }: { readonly sheet: Worksheet }) {
  return (
    <table className={`number-table ${styles.table}`}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...others]) => (
          <tr key={first}>
            <th scope="row">{first}</th>
            {others.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
              <td key={i}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface QuestionsProps {
  readonly sheet: Worksheet;
  readonly withKey: boolean;
}

function Questions({ sheet, withKey }: QuestionsProps) {
  return (
    <ol className={styles.questions}>
      {sheet.questions.map(({ text, answer, lines }) => (
        <li key={text}>
          <p>{text}</p>
          {withKey ? (
            <p className={styles.answer}>
              {STRINGS.answer} {answer}
            </p>
          ) : (
            <div className={styles.blanks} aria-hidden="true">
              {Array.from({ length: lines }, (_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: empty lines
                <span key={i} />
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

const GRID = { width: 480, height: 260, cell: 20, left: 40, bottom: 36 } as const;

function Grid({ x, y }: NonNullable<Worksheet['grid']>) {
  const { width, height, cell, left, bottom } = GRID;
  const floor = height - bottom;
  const columns = Math.floor((width - left) / cell);
  const rows = Math.floor(floor / cell);
  const top = floor - rows * cell;
  const lines = [
    ...Array.from({ length: columns + 1 }, (_, i) => `M${left + i * cell} ${top}V${floor}`),
    ...Array.from({ length: rows + 1 }, (_, i) => `M${left} ${top + i * cell}h${columns * cell}`),
  ];
  return (
    <figure className={styles.grid}>
      <figcaption>{STRINGS.grid}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${y} over ${x}, empty`}>
        <path d={lines.join('')} />
        <text x={(width + left) / 2} y={height - 8} textAnchor="middle">
          {x}
        </text>
        <text x={14} y={floor / 2} textAnchor="middle" transform={`rotate(-90 14 ${floor / 2})`}>
          {y}
        </text>
      </svg>
    </figure>
  );
}
