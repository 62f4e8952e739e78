// What is paid for: in words, the visitor's pairs, and the reward model.
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { PREFERENCE_PANEL_ID, PreferencePanel } from '../reward/PreferencePanel.tsx';
import { RewardPanel } from '../reward/RewardPanel.tsx';
import { RewardWords } from './RewardWords.tsx';

export function RewardView() {
  const [bringsPairs, setBringsPairs] = useState(false);
  const bringPairs = () => {
    flushSync(() => setBringsPairs(true));
    const panel = document.getElementById(PREFERENCE_PANEL_ID);
    panel?.scrollIntoView({ block: 'center' });
    panel?.querySelector('textarea')?.focus({ preventScroll: true });
  };
  return (
    <>
      <RewardWords />
      <PreferencePanel bringsPairs={bringsPairs} />
      <RewardPanel onBringPairs={bringPairs} />
    </>
  );
}
