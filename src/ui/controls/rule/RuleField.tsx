// The own rule among the settings, with its explanation behind the question mark.
import { useId } from 'react';
import type { TextSetting } from '../../../settings/setting.ts';
import { FieldHelp, helpId, settingText } from '../FieldHelp.tsx';
import { RuleEditor } from './RuleEditor.tsx';

export interface RuleFieldProps {
  readonly setting: TextSetting;
  readonly locked?: boolean;
}

export function RuleField({ setting, locked }: RuleFieldProps) {
  const id = useId();
  return (
    <FieldHelp inputId={id} text={settingText(setting)} locked={locked}>
      <RuleEditor id={id} describedBy={helpId(id)} />
    </FieldHelp>
  );
}
