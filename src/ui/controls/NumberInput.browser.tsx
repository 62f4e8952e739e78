import { useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { integer, real } from '../../settings/setting.ts';
import { NumberInput, type NumberInputProps } from './NumberInput.tsx';
import { stopsScale } from './slider_scale.ts';

const text = { label: 'Samples', explanation: 'How many.', source: 'Paper: 8' };
const REFUSAL = 'invalid samples: 300 (expected an integer in 2..256)';

/** The input in a form that keeps what is committed. */
async function samplesInput(props: Partial<NumberInputProps> = {}) {
  const onCommit = vi.fn();
  function Form() {
    const [value, setValue] = useState(props.value ?? 8);
    return (
      <>
        <NumberInput
          name="samples"
          text={text}
          bounds={integer(2, 256)}
          {...props}
          value={value}
          onCommit={(next) => {
            onCommit(next);
            setValue(next);
          }}
        />
        <button type="button" onClick={() => setValue(8)}>
          Defaults
        </button>
      </>
    );
  }
  const screen = await render(<Form />);
  const input = screen.getByRole('textbox', { name: 'Samples', exact: true });
  return { screen, input, onCommit };
}

describe('text', () => {
  test('is committed on Enter, not while it is typed', async () => {
    const { input, onCommit } = await samplesInput();
    await input.fill('32');
    expect(onCommit).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onCommit.mock.calls).toEqual([[32]]);
    await expect.element(input).toHaveValue('32');
  });

  test('is committed once when the field is left', async () => {
    const { input, onCommit } = await samplesInput();
    await input.fill(' 3.2e1 ');
    await userEvent.tab();
    expect(onCommit.mock.calls).toEqual([[32]]);
    await expect.element(input).toHaveValue('32');
  });

  test('that is the value already commits nothing', async () => {
    const { input, onCommit } = await samplesInput();
    await input.fill('8.0');
    await userEvent.keyboard('{Enter}');
    await userEvent.tab();
    expect(onCommit).not.toHaveBeenCalled();
    await expect.element(input).toHaveValue('8');
  });

  test.each(['{Enter}', '{Tab}'])(
    'out of bounds stays as typed on %s, says why, and keeps the old value',
    async (key) => {
      const { screen, input, onCommit } = await samplesInput();
      await expect.element(input).toHaveAttribute('aria-invalid', 'false');
      await input.fill('300');
      await userEvent.keyboard(key);
      await expect.element(input).toHaveValue('300');
      await expect.element(input).toHaveAttribute('aria-invalid', 'true');
      await expect.element(input).toHaveAccessibleDescription(new RegExp(REFUSAL.replace(/[().]/g, '\\$&')));
      await expect.element(screen.getByRole('status')).toHaveTextContent(REFUSAL);
      expect(onCommit).not.toHaveBeenCalled();
    },
  );

  test('that was refused is accepted as soon as it is put right and committed', async () => {
    const { screen, input, onCommit } = await samplesInput();
    await input.fill('300');
    await userEvent.keyboard('{Enter}');
    await userEvent.keyboard('{Backspace}');
    await expect.element(screen.getByRole('status')).toHaveTextContent('');
    await expect.element(input).toHaveAttribute('aria-invalid', 'false');
    await userEvent.keyboard('{Enter}');
    expect(onCommit.mock.calls).toEqual([[30]]);
  });

  test('is given up with Escape', async () => {
    const { input, onCommit } = await samplesInput();
    await input.fill('300');
    await userEvent.keyboard('{Enter}{Escape}');
    await expect.element(input).toHaveValue('8');
    await expect.element(input).toHaveAttribute('aria-invalid', 'false');
    expect(onCommit).not.toHaveBeenCalled();
  });

  test('that was refused gives way to a value from outside', async () => {
    const { screen, input } = await samplesInput({ value: 16 });
    await input.fill('300');
    await screen.getByRole('button', { name: 'Defaults' }).click();
    await expect.element(input).toHaveValue('8');
    await expect.element(input).toHaveAttribute('aria-invalid', 'false');
  });
});

describe('arrow keys', () => {
  test('step the value and commit at once', async () => {
    const { input, onCommit } = await samplesInput();
    await input.click();
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowDown}');
    expect(onCommit.mock.calls).toEqual([[9], [10], [9]]);
    await expect.element(input).toHaveValue('9');
  });

  test('step from what is typed, and refuse what cannot be', async () => {
    const { input, onCommit } = await samplesInput();
    await input.fill('31');
    await userEvent.keyboard('{ArrowUp}');
    await input.fill('300');
    await userEvent.keyboard('{ArrowUp}');
    expect(onCommit.mock.calls).toEqual([[32]]);
    await expect.element(input).toHaveValue('300');
    await expect.element(input).toHaveAttribute('aria-invalid', 'true');
  });

  test('stop at the bounds', async () => {
    const { input, onCommit } = await samplesInput({ value: 256 });
    await input.click();
    await userEvent.keyboard('{ArrowUp}');
    expect(onCommit).not.toHaveBeenCalled();
  });
});

describe('a slider', () => {
  test('shows where it is while a key is held, and commits when the key is let go', async () => {
    const { screen, input, onCommit } = await samplesInput({
      bounds: real(0.01, 100),
      value: 1,
      slider: true,
    });
    const slider = screen.getByRole('slider', { name: 'Samples' });
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight>}');
    await expect.element(input).toHaveValue('1.1');
    expect(onCommit).not.toHaveBeenCalled();
    await userEvent.keyboard('{/ArrowRight}');
    expect(onCommit.mock.calls).toEqual([[1.1]]);
  });

  test('over stops tells a page that follows it', async () => {
    const onDrag = vi.fn();
    const { screen, onCommit } = await samplesInput({ slider: true, scale: stopsScale([2, 8, 64]), onDrag });
    const slider = screen.getByRole('slider', { name: 'Samples' });
    await expect.element(slider).toHaveAttribute('aria-valuetext', '8 ');
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onDrag.mock.calls).toEqual([[64]]);
    expect(onCommit.mock.calls).toEqual([[64]]);
  });

  test('is absent unless asked for', async () => {
    const { screen } = await samplesInput();
    expect(screen.getByRole('slider').query()).toBeNull();
  });
});

describe('help', () => {
  test('describes the input, opened or not, with bounds and source', async () => {
    const { screen, input } = await samplesInput();
    await expect
      .element(input)
      .toHaveAccessibleDescription(/How many\. Takes an integer in 2\.\.256\. Paper: 8\./);
    const help = screen.getByRole('button', { name: 'About Samples' });
    await expect.element(help).toHaveAttribute('aria-expanded', 'false');
    await help.click();
    await expect.element(help).toHaveAttribute('aria-expanded', 'true');
    await expect.element(screen.getByText('How many.', { exact: false })).toBeVisible();
  });
});

test('a disabled input takes nothing', async () => {
  const { screen, input } = await samplesInput({ disabled: true, slider: true });
  await expect.element(input).toBeDisabled();
  await expect.element(screen.getByRole('slider')).toBeDisabled();
});
