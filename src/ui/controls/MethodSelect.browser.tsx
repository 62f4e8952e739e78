import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { METHOD_NAMES } from '../../objectives/index.ts';
import { MethodSelect } from './MethodSelect.tsx';

test('offers every method once, in families, and says which was chosen', async () => {
  const onChoose = vi.fn();
  const screen = await render(<MethodSelect label="Weigh with" value="brain" onChoose={onChoose} />);
  const select = screen.getByRole('combobox', { name: 'Weigh with' });
  await expect.element(select).toHaveDisplayValue('BRAIn');
  const options = screen.getByRole('option').elements() as HTMLOptionElement[];
  expect(options.map(({ value }) => value).sort()).toEqual([...METHOD_NAMES].sort());
  for (const option of options) expect(option.parentElement?.tagName).toBe('OPTGROUP');
  await select.selectOptions('ipo');
  expect(onChoose.mock.calls).toEqual([['ipo']]);
});

test('marks one method', async () => {
  const mark = { method: 'gdc', text: '(this run)' } as const;
  const screen = await render(
    <MethodSelect label="Weigh with" value="gdc" onChoose={() => {}} mark={mark} />,
  );
  await expect.element(screen.getByRole('combobox')).toHaveDisplayValue('GDC (this run)');
  expect(screen.getByRole('option', { name: /this run/ }).elements()).toHaveLength(1);
});
