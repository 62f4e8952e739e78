// Share for a class: which parts a link shows, locks and hides, what its seats differ in, and the link to hand out.
import { useEffect, useId, useRef, useState } from 'react';
import {
  type ClassLink,
  classLinkQuery,
  PANEL_IDS,
  type PanelId,
  parseClassLink,
} from '../../config/class_link.ts';
import { type SettingKey, settings } from '../../config/schema.ts';
import { queryText, writeUrl } from '../../config/url.ts';
import { CopyButton } from '../frame/CopyButton.tsx';
import { TitledDialog } from '../frame/TitledDialog.tsx';
import { usePage } from '../frame/useStore.ts';
import { addressQuery } from '../link/address_query.ts';
import { classLink } from '../link/class_link.ts';
import styles from './ClassDialog.module.css';
import { ClassScreen } from './ClassScreen.tsx';
import {
  CLASS_PRESETS,
  CLASS_SETTINGS,
  PANEL_NAMES,
  type PartState,
  stateOf,
  surroundings,
  withPart,
} from './class_parts.ts';
import { LocalNote } from './LocalNote.tsx';
import { QrCode } from './QrCode.tsx';

const STRINGS = {
  title: 'Share for a class',
  lede: 'The link opens your settings as they are now. A lock is a courtesy: “Unlock” in the menu frees it.',
  presets: 'Begin with',
  part: 'Part of the page',
  settings: 'Settings',
  panels: 'Panels',
  states: { shown: 'shown', locked: 'locked', hidden: 'hidden' } satisfies Record<PartState, string>,
  of: (part: string, state: string) => `${part}: ${state}`,
  seats: 'What the seats differ in',
  seatsNote:
    'Setting:values, such as gamma:0.1,0.3,1,3,10. The number on the desk picks value and seed: 30 seats are 5 values of 6 seeds.',
  link: 'The link for the class',
  copy: 'Copy the link',
  full: 'Full screen',
} as const;

/** Of the teacher's own address, these go along. */
const TAKEN_ALONG = ['lesson', 'step', 'terms'];

export function ClassDialog({ onClose }: { readonly onClose: () => void }) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  const draft = usePage((state) => state.draft);
  const [link, setLink] = useState<ClassLink>(() => ({ ...classLink(), seat: undefined }));
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    if (!isFull) dialogRef.current!.showModal();
  }, [isFull]);
  const address = addressOf(writeUrl(draft), link);
  if (isFull) return <ClassScreen address={address} onClose={() => setFull(false)} />;
  return (
    <TitledDialog dialogRef={dialogRef} className={styles.dialog} title={STRINGS.title} onClose={onClose}>
      <p className="card-lede">{STRINGS.lede}</p>
      <div className={styles.sides}>
        <div>
          <section className={styles.presets} aria-label={STRINGS.presets}>
            <span aria-hidden="true">{STRINGS.presets}</span>
            {Object.entries(CLASS_PRESETS).map(([name, preset]) => (
              <button
                key={name}
                type="button"
                className="button"
                onClick={() => setLink({ ...link, ...preset })}
              >
                {name}
              </button>
            ))}
          </section>
          <Parts link={link} onChange={setLink} />
        </div>
        <div className={styles.out}>
          <SeatsField link={link} onChange={setLink} />
          <label className={styles.field}>
            {STRINGS.link}
            <textarea
              readOnly
              rows={5}
              className={styles.link}
              value={address}
              onFocus={({ target }) => target.select()}
            />
          </label>
          <div className={styles.actions}>
            <CopyButton text={address} label={STRINGS.copy} name={STRINGS.link} />
            <button type="button" className="button" onClick={() => setFull(true)}>
              {STRINGS.full}
            </button>
          </div>
          <QrCode text={address} />
          <LocalNote />
        </div>
      </div>
    </TitledDialog>
  );
}

function addressOf(settingsQuery: string, link: ClassLink): string {
  const kept = [...new URLSearchParams(addressQuery())].filter(([key]) => TAKEN_ALONG.includes(key));
  const parameters = new URLSearchParams([
    ...new URLSearchParams(settingsQuery),
    ...kept,
    ...new URLSearchParams(classLinkQuery(link)),
  ]);
  return `${location.origin}${location.pathname}?${queryText(parameters)}`;
}

interface PartsProps {
  readonly link: ClassLink;
  readonly onChange: (link: ClassLink) => void;
}

const isHiddenAround = ({ hide }: ClassLink, name: PanelId | SettingKey): boolean => {
  const around = surroundings(name);
  return around !== undefined && hide.includes(around);
};

function Parts({ link, onChange }: PartsProps) {
  const group = useId();
  const row = (name: PanelId | SettingKey, label: string, states: readonly PartState[]) => (
    <tr key={name}>
      <th scope="row">{label}</th>
      {(Object.keys(STRINGS.states) as PartState[]).map((state) => (
        <td key={state}>
          {states.includes(state) && (
            <label className={styles.choice}>
              <input
                type="radio"
                name={`${group}-${name}`}
                aria-label={STRINGS.of(label, STRINGS.states[state])}
                checked={stateOf(link, name) === state}
                disabled={isHiddenAround(link, name)}
                onChange={() => onChange(withPart(link, name, state))}
              />
            </label>
          )}
        </td>
      ))}
    </tr>
  );
  return (
    <table className={styles.parts}>
      <thead>
        <tr>
          <th scope="col">{STRINGS.part}</th>
          {Object.values(STRINGS.states).map((state) => (
            <th key={state} scope="col">
              {state}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Heading text={STRINGS.settings} />
        {CLASS_SETTINGS.map((key) => row(key, settings[key].label, ['shown', 'locked', 'hidden']))}
      </tbody>
      <tbody>
        <Heading text={STRINGS.panels} />
        {PANEL_IDS.map((id) => row(id, PANEL_NAMES[id], ['shown', 'hidden']))}
      </tbody>
    </table>
  );
}

function Heading({ text }: { readonly text: string }) {
  return (
    <tr className={styles.heading}>
      <th scope="rowgroup" colSpan={4}>
        {text}
      </th>
    </tr>
  );
}

/** A text, as it stands in the link. Refused text stays as typed and changes nothing. */
function SeatsField({ link, onChange }: PartsProps) {
  const id = useId();
  const [text, setText] = useState(() => new URLSearchParams(classLinkQuery(link)).get('seats') ?? '');
  const query = new URLSearchParams({ seats: text.trim() });
  const problem = text.trim() === '' ? undefined : parseClassLink(String(query)).problems[0];
  const change = (typed: string) => {
    setText(typed);
    const read = parseClassLink(String(new URLSearchParams({ seats: typed.trim() }))).link.seats;
    if (typed.trim() === '' || read) onChange({ ...link, seats: read });
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{STRINGS.seats}</label>
      <input
        id={id}
        type="text"
        className={styles.link}
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => change(target.value)}
      />
      <p id={`${id}-note`} className={problem ? styles.problem : styles.note} role="status">
        {problem ?? STRINGS.seatsNote}
      </p>
    </div>
  );
}
