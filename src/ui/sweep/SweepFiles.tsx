// The files of a sweep, and its link.
import type { Outcomes } from '../../experiments/experiment.ts';
import { sweepFiles, sweepReport } from '../../experiments/sweep/files.ts';
import type { Sweep } from '../../experiments/sweep/sweep.ts';
import { sweepQuery } from '../../experiments/sweep/text.ts';
import { download } from '../charts/download.ts';
import { CopyButton } from '../frame/CopyButton.tsx';
import styles from './SweepPage.module.css';

const STRINGS = {
  files: 'Files of the sweep',
  link: 'Copy the link',
  linkName: 'Link to the sweep',
} as const;

const FILES = [
  ['sweep.csv', 'CSV', 'text/csv'],
  ['sweep.json', 'JSON', 'application/json'],
  ['sweep.md', 'Markdown', 'text/markdown'],
  ['sweep.tex', 'LaTeX', 'application/x-tex'],
] as const;

export function SweepFiles({ sweep, outcomes }: { readonly sweep: Sweep; readonly outcomes: Outcomes }) {
  const link = `${location.origin}${location.pathname}${sweepQuery(sweep)}#sweep`;
  const save = (name: string, type: string) => {
    const text = sweepFiles(sweepReport(sweep, outcomes, link)).get(name)!;
    download(name, new Blob([text], { type }));
  };
  return (
    <fieldset className={styles.files} aria-label={STRINGS.files}>
      {FILES.map(([name, label, type]) => (
        <button
          key={name}
          type="button"
          className="tool"
          disabled={outcomes.size === 0}
          onClick={() => save(name, type)}
        >
          {label}
        </button>
      ))}
      <CopyButton text={link} label={STRINGS.link} name={STRINGS.linkName} />
    </fieldset>
  );
}
