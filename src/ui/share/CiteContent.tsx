// How to cite: BibTeX of the paper, and of this page with the link to its settings.
import { CopyButton } from '../frame/CopyButton.tsx';
import { VERSION } from '../frame/version.ts';
import styles from './CiteContent.module.css';
import { PAPER_BIBTEX, pageBibtex } from './citation.ts';

const STRINGS = {
  paper: 'The paper',
  page: 'This page, with its settings',
  copy: 'Copy BibTeX',
  notices: 'Licences of the libraries in this page',
} as const;

export function CiteContent() {
  const visit = { link: location.href, version: VERSION, date: new Date().toISOString().slice(0, 10) };
  return (
    <div className={styles.cite}>
      <Entry title={STRINGS.paper} bibtex={PAPER_BIBTEX} />
      <Entry title={STRINGS.page} bibtex={pageBibtex(visit)} />
      <a href="THIRD_PARTY_NOTICES.txt" target="_blank" rel="noreferrer">
        {STRINGS.notices}
      </a>
    </div>
  );
}

function Entry({ title, bibtex }: { readonly title: string; readonly bibtex: string }) {
  return (
    <section className={styles.entry}>
      <h2>{title}</h2>
      {/* A scrollable region must be reachable from the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre tabIndex={0}>{bibtex}</pre>
      <CopyButton text={bibtex} label={STRINGS.copy} name={title} />
    </section>
  );
}
