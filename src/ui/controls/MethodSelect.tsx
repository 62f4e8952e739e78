// Select for a method, grouped by family.
import { METHOD_NAMES, type MethodName, objectives } from '../../objectives/index.ts';
import { FAMILIES } from '../../objectives/method.ts';

export interface MethodSelectProps {
  readonly value: MethodName;
  readonly onChoose: (method: MethodName) => void;
  readonly id?: string;
  readonly className?: string;
  readonly describedBy?: string;
  readonly label?: string;
  readonly disabled?: boolean;
  /** Text added to the name of one method. */
  readonly mark?: { readonly method: MethodName; readonly text: string };
}

export function MethodSelect({
  value,
  onChoose,
  id,
  className,
  describedBy,
  label,
  disabled,
  mark,
}: MethodSelectProps) {
  return (
    <select
      id={id}
      className={`select ${className ?? ''}`}
      value={value}
      aria-label={label}
      disabled={disabled}
      aria-describedby={describedBy}
      onChange={(event) => onChoose(event.target.value as MethodName)}
    >
      {FAMILIES.map((family) => (
        <optgroup key={family} label={family}>
          {METHOD_NAMES.filter((method) => objectives[method].family === family).map((method) => (
            <option key={method} value={method}>
              {objectives[method].label}
              {method === mark?.method ? ` ${mark.text}` : ''}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
