// Texts that a visitor types beside each other, each with its label. What they mean is read elsewhere.
import { useId } from 'react';
import fieldStyles from './Field.module.css';

export interface TextFieldsProps<Name extends string> {
  /** In the order of the form. */
  readonly labels: Readonly<Record<Name, string>>;
  readonly placeholders?: Readonly<Partial<Record<NoInfer<Name>, string>>>;
  readonly values: Readonly<Record<Name, string>>;
  /** Is not shown as it is typed. */
  readonly secret?: NoInfer<Name>;
  readonly disabled?: boolean;
  /** Class of each label with its field. */
  readonly className: string;
  readonly onChange: (values: Record<Name, string>) => void;
}

export function TextFields<Name extends string>(props: TextFieldsProps<Name>) {
  const { labels, placeholders, values, secret, disabled, className, onChange } = props;
  const id = useId();
  return (Object.keys(labels) as Name[]).map((name) => (
    <div key={name} className={className} data-field={name}>
      <label htmlFor={`${id}-${name}`}>{labels[name]}</label>
      <input
        id={`${id}-${name}`}
        className={fieldStyles.text}
        type={name === secret ? 'password' : 'text'}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholders?.[name]}
        value={values[name]}
        disabled={disabled}
        onChange={({ target }) => onChange({ ...values, [name]: target.value })}
      />
    </div>
  ));
}
