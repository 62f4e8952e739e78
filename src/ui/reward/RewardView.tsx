// What is paid for: in words, the visitor's pairs, and the reward model.
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { RewardWords } from '../stage/RewardWords.tsx';
import { PREFERENCE_PANEL_ID, PreferencePanel } from './PreferencePanel.tsx';
import { RewardPanel } from './RewardPanel.tsx';

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
