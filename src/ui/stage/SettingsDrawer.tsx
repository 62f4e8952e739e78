// All settings, in a drawer at the side: the page stays in sight. Escape closes it, and the focus returns.
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Icon } from '../frame/Icon.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import styles from './SettingsDrawer.module.css';

const SettingsPanel = lazyPart(async () => (await import('../controls/SettingsPanel.tsx')).SettingsPanel);

const STRINGS = { title: 'All settings', close: 'Close the settings' } as const;

export interface SettingsDrawerProps {
  readonly id: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function SettingsDrawer({ id, open, onClose }: SettingsDrawerProps) {
  const drawer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    drawer.current?.querySelector<HTMLElement>('button, select, input')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
  };
  return (
    <div
      ref={drawer}
      id={id}
      role="dialog"
      aria-label={STRINGS.title}
      tabIndex={-1}
      className={styles.drawer}
      hidden={!open}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        className={`button ${styles.close}`}
        title={STRINGS.close}
        aria-label={STRINGS.close}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      {open && <SettingsPanel />}
    </div>
  );
}
