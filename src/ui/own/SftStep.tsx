// Beside the steps: a prior of one's own, trained on the data before BRAIn aligns it.
import { useState } from 'react';
import { lazyPart } from '../frame/lazy_part.tsx';
import { downloadFolder } from './files/download_folder.ts';
import styles from './OwnPage.module.css';
import { KeptLine } from './sft/KeptLine.tsx';
import { useKeptSft } from './sft/useKeptSft.ts';
import { useOwnFiles } from './useOwnFiles.ts';

const SftPanel = lazyPart(async () => (await import('./sft/SftPanel.tsx')).SftPanel);

const STRINGS = {
  summary: 'No model, or one that does not know your data yet? Train it on them first.',
  kept: 'One such training is kept.',
  missing: 'Give a file of data first, above.',
  archive: 'model.zip',
} as const;

export function SftStep() {
  const [open, setOpen] = useState(false);
  const { head: kept, forget } = useKeptSft();
  const { files, state } = useOwnFiles();
  const { data, dataFile, model, modelFiles } = state;
  const isRead = data.status === 'known' && data.answer.refusal === undefined && dataFile !== undefined;
  const isModel = model.status === 'known' && modelFiles !== undefined;
  return (
    <details className={styles.aside} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {STRINGS.summary} {kept && STRINGS.kept}
      </summary>
      {!open ? null : isRead ? (
        <SftPanel
          key={isModel ? model.name : ''}
          data={{ file: dataFile, hasPrompts: data.answer.hasPrompts }}
          model={
            isModel ? { name: model.name, context: model.answer.card.context, ...modelFiles } : undefined
          }
          kept={kept}
          onForget={forget}
          onPrior={(folder) => void files.takeModel(folder)}
          onDownload={(folder) => void downloadFolder(STRINGS.archive, folder)}
        />
      ) : (
        <>
          {kept && <KeptLine kept={kept} hasData={false} hasModel={isModel} onForget={forget} />}
          <p className={styles.small}>{STRINGS.missing}</p>
        </>
      )}
    </details>
  );
}
