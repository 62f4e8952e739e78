// "×" beside a number: the same run at several of its values. What it opens loads when it is opened.
import { nameOf } from '../../../config/diff.ts';
import type { SettingKey } from '../../../config/schema.ts';
import { lazyPart } from '../../frame/lazy_part.tsx';
import { Popover } from '../../frame/Popover.tsx';
import styles from './SweepButton.module.css';

const STRINGS = { name: (setting: string) => `Sweep over ${setting}` } as const;

const SweepForm = lazyPart(async () => (await import('./SweepForm.tsx')).SweepForm);

export function SweepButton({ settingKey }: { readonly settingKey: SettingKey }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it keeps a key from the drawer around it
    <span
      className={styles.place}
      // Escape closes the panel alone, and not what it stands in.
      onKeyDown={(event) => {
        const isOpen = event.currentTarget.querySelector(':popover-open') !== null;
        if (event.key === 'Escape' && isOpen) event.stopPropagation();
      }}
    >
      <Popover name={STRINGS.name(nameOf(settingKey))} className={styles.button} button="×">
        <SweepForm settingKey={settingKey} />
      </Popover>
    </span>
  );
}
