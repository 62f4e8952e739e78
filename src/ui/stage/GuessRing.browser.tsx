// The ring of a prediction: dragged, moved by keys, and locked.
import { useState } from 'react';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { GuessRing } from './GuessRing.tsx';

const FRAME = {
  x: { min: 0, max: 4, atMin: 40, atMax: 440 },
  y: { min: 0, max: 2, atMin: 240, atMax: 40 },
};

function Chart({ locked = false }: { readonly locked?: boolean }) {
  const [place, setPlace] = useState({ kl: 1, reward: 1 });
  return (
    <div data-testid="chart" style={{ position: 'relative', width: 480, height: 280 }}>
      <GuessRing frame={FRAME} place={place} onMove={locked ? undefined : setPlace} />
    </div>
  );
}

const ring = () => page.getByRole('slider', { name: 'Your guess' });

test('the arrows move it by 0.05, with Shift by 0.5, and it stays within the axes', async () => {
  await render(<Chart />);
  (ring().element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowUp}{ArrowUp}');
  await expect.element(ring()).toHaveAttribute('aria-valuetext', 'reward 1.10 at drift 1.05');
  await userEvent.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowUp}{ArrowUp}{/Shift}');
  await expect.element(ring()).toHaveAttribute('aria-valuetext', 'reward 2.00 at drift 0.00');
});

test('it follows the pointer that holds it', async () => {
  await render(<Chart />);
  const element = ring().element() as HTMLElement;
  const { left, top } = page.getByTestId('chart').element().getBoundingClientRect();
  element.setPointerCapture = () => {};
  element.hasPointerCapture = () => true;
  const move = new PointerEvent('pointermove', {
    bubbles: true,
    pointerId: 1,
    clientX: left + 340,
    clientY: top + 90,
  });
  element.dispatchEvent(move);
  await expect.element(ring()).toHaveAttribute('aria-valuetext', 'reward 1.50 at drift 3.00');
});

test('locked, it is a picture', async () => {
  await render(<Chart locked />);
  await expect
    .element(page.getByRole('img', { name: 'Your guess: reward 1.00 at drift 1.00' }))
    .toBeInTheDocument();
  expect(ring().query()).toBeNull();
});
