// Where the teacher gives results: a paste of anything, files, a folder, or a drop of them; and what was found.
import { type ChangeEvent, type ClipboardEvent, type DragEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { Classroom, Heard, Place } from '../../store/classroom.ts';
import styles from './ClassPage.module.css';
import { type DroppedTexts, droppedFiles, textsOfFiles } from './dropped_texts.ts';

const STRINGS = {
  title: 'Collect',
  lede: 'Learners copy a line that begins with BRAIN1. Paste it here, or drop files. Everything stays in this browser.',
  box: 'Paste anything: the whole chat is fine',
  find: 'Find results',
  files: 'Files',
  folder: 'Folder',
  fresh: (count: number) => `${count} new ${count === 1 ? 'result' : 'results'}.`,
  none: 'No result was found in it.',
  known: (count: number, places: string) => `${count} came twice: ${places}.`,
  damaged: (count: number, places: string) => `${count} ${count === 1 ? 'is' : 'are'} damaged: ${places}.`,
  place: ({ name, line }: Place) => `${name === undefined ? '' : `${name}, `}line ${line}`,
  problem: (place: string, problem: string) => `${place} (${problem})`,
  more: (count: number) => `${count} more`,
  leftOut: (names: readonly string[]) => `Not read: ${names.join(', ')}.`,
  trouble: (reason: string) => `The browser will not keep these results: ${reason}. Save the class file.`,
} as const;

const MOST_NAMED = 8;

/** The first few, and how many more there are. */
function listed(places: readonly string[]): string {
  const more = places.length - MOST_NAMED;
  return [...places.slice(0, MOST_NAMED), ...(more > 0 ? [STRINGS.more(more)] : [])].join('; ');
}

function heardText({ fresh, known, damaged }: Heard): string {
  const problems = damaged.map((one) => STRINGS.problem(STRINGS.place(one), one.problem));
  return [
    fresh > 0 && STRINGS.fresh(fresh),
    known.length > 0 && STRINGS.known(known.length, listed(known.map(STRINGS.place))),
    damaged.length > 0 && STRINGS.damaged(damaged.length, listed(problems)),
    fresh + known.length + damaged.length === 0 && STRINGS.none,
  ]
    .filter(Boolean)
    .join(' ');
}

export function CollectCard({ classroom }: { readonly classroom: Classroom }) {
  const { heard, trouble } = useStore(classroom.store);
  const [text, setText] = useState('');
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const take = (given: DroppedTexts) => {
    setLeftOut(given.leftOut);
    void classroom.take(given.texts);
  };
  const find = (typed: string) => {
    take({ texts: [{ text: typed }], leftOut: [] });
    setText('');
  };
  // A chat of megabytes would stand still in the box.
  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    find(`${text}${event.clipboardData.getData('text')}`);
  };
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    target.value = '';
    take(await textsOfFiles(files));
  };
  const drop = async (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    take(await textsOfFiles(await droppedFiles(event.dataTransfer)));
  };
  return (
    <section
      className={`card ${styles.collect}`}
      aria-labelledby="class-collect"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => void drop(event)}
    >
      <h2 className="card-title" id="class-collect">
        {STRINGS.title}
      </h2>
      <p className="card-lede">{STRINGS.lede}</p>
      <label className={styles.box}>
        {STRINGS.box}
        <textarea
          rows={3}
          value={text}
          spellCheck={false}
          onPaste={paste}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <div className={styles.buttons}>
        <button type="button" className="button" disabled={text.trim() === ''} onClick={() => find(text)}>
          {STRINGS.find}
        </button>
        <FileButton label={STRINGS.files} onChange={choose} />
        <FileButton label={STRINGS.folder} onChange={choose} folder />
      </div>
      <p role="status" className={styles.heard}>
        {[heard && heardText(heard), leftOut.length > 0 && STRINGS.leftOut(leftOut)]
          .filter(Boolean)
          .join(' ')}
      </p>
      {trouble !== undefined && (
        <p role="alert" className={styles.trouble}>
          {STRINGS.trouble(trouble)}
        </p>
      )}
    </section>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly folder?: boolean;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => Promise<void>;
}

function FileButton({ label, folder = false, onChange }: FileButtonProps) {
  return (
    <label className="button">
      {label}
      <input
        type="file"
        multiple
        className="visually-hidden"
        // An attribute that React has no property for.
        ref={(input) => void input?.toggleAttribute('webkitdirectory', folder)}
        onChange={(event) => void onChange(event)}
      />
    </label>
  );
}
