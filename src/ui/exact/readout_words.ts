// The exact page's figures in words, for every task: plain name, and what it means.

export const READOUT_WORDS = {
  missed: { label: 'Missed', text: 'Large if the model never writes something it should.' },
  wasted: { label: 'Wasted', text: 'Large if the model writes what it should not.' },
  drift: {
    label: 'Drift',
    symbol: 'KL(policy ‖ prior)',
    text: 'How far the model has moved from the starting model: the frontier’s horizontal axis.',
  },
  reward: { label: 'Expected reward', text: 'Mean reward over all that the model can write.' },
  shortfall: {
    label: 'Short of the frontier',
    text: 'The best model with the same drift has this much more reward.',
  },
} as const;
