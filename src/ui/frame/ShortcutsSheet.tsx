// The sheet of all keys, opened by its button or by `?`.
import { type RefObject, useEffect } from 'react';
import styles from './ShortcutsSheet.module.css';
import { TitledDialog } from './TitledDialog.tsx';
import { TYPED_IN } from './useShortcuts.ts';

const STRINGS = {
  title: 'Keyboard shortcuts',
  groups: [
    {
      title: 'Everywhere',
      keys: [
        ['?', 'this sheet'],
        ['P', 'presenter mode, on and off'],
        ['Esc', 'close what is open'],
      ],
    },
    {
      title: 'In presenter mode',
      keys: [
        ['→ Page ↓', 'the next panel'],
        ['← Page ↑', 'the panel before'],
        ['B', 'a black screen, and back'],
        ['Esc', 'leave'],
      ],
    },
    {
      title: 'Train',
      keys: [
        ['Space', 'train or pause'],
        ['→', 'one step'],
        ['Shift →', 'the rest of the phase'],
        ['R', 'a new run'],
      ],
    },
    {
      title: 'Be the human',
      keys: [
        ['1 2', 'the first answer, the second'],
        ['0', 'no difference'],
        ['S', 'skip'],
      ],
    },
    {
      title: 'In a field with numbers',
      keys: [
        ['↑ ↓', 'the next round value'],
        ['Enter', 'take the typed value'],
        ['Esc', 'drop it'],
      ],
    },
    {
      title: 'Variance: the bell, once focused',
      keys: [
        ['← →', 'move θ'],
        ['Home End', 'to the target, to the policy'],
      ],
    },
    {
      title: 'Exact: the picture, once focused',
      keys: [
        ['← →', 'the next response'],
        ['Page ↑ ↓', 'a page of them'],
        ['Home End', 'the first, the last'],
      ],
    },
  ],
} as const;

export function ShortcutsSheet({ sheetRef }: { readonly sheetRef: RefObject<HTMLDialogElement | null> }) {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
      event.preventDefault();
      sheetRef.current!.showModal();
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [sheetRef]);
  return (
    <TitledDialog dialogRef={sheetRef} className={styles.sheet} title={STRINGS.title}>
      <div className={styles.groups}>
        {STRINGS.groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, text]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </TitledDialog>
  );
}
