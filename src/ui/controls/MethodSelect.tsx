// One of the methods, in the families of the paper and its neighbours.
import { METHOD_LABELS } from '../../config/method_labels.ts';
import { METHOD_FAMILIES, type MethodName } from '../../config/methods.ts';

export interface MethodSelectProps {
  readonly value: MethodName;
  readonly onChoose: (method: MethodName) => void;
  readonly id?: string;
  readonly className?: string;
  readonly describedBy?: string;
  readonly label?: string;
  /** Added to this method's name. */
  readonly mark?: { readonly method: MethodName; readonly text: string };
}

export function MethodSelect({
  value,
  onChoose,
  id,
  className,
  describedBy,
  label,
  mark,
}: MethodSelectProps) {
  return (
    <select
      id={id}
      className={`select ${className ?? ''}`}
      value={value}
      aria-label={label}
      aria-describedby={describedBy}
      onChange={(event) => onChoose(event.target.value as MethodName)}
    >
      {Object.entries(METHOD_FAMILIES).map(([family, methods]) => (
        <optgroup key={family} label={family}>
          {methods.map((method: MethodName) => (
            <option key={method} value={method}>
              {METHOD_LABELS[method]}
              {method === mark?.method ? ` ${mark.text}` : ''}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
