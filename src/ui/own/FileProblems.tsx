// Why files are not taken, one sentence each.
import styles from './OwnPage.module.css';

const STRINGS = { title: 'Nothing was taken:' } as const;

export interface FileProblemsProps {
  /** Absent: nothing was taken. */
  readonly title?: string;
  readonly problems: readonly { readonly file?: string; readonly message: string }[];
}

export function FileProblems({ title = STRINGS.title, problems }: FileProblemsProps) {
  return (
    <div className={styles.problems} role="alert">
      <p>{title}</p>
      <ul>
        {problems.map(({ file, message }) => (
          <li key={`${file} ${message}`}>
            {file && !message.includes(file) ? `${file}: ${message}` : message}
          </li>
        ))}
      </ul>
    </div>
  );
}
