// Parts of the page whose code does not arrive at once.
import { useLayoutEffect, useRef } from 'react';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { lazyPart } from './lazy_part.tsx';

interface GreetingProps {
  readonly name: string;
}
const Greeting = ({ name }: GreetingProps) => <p>Hello {name}</p>;

/** A part whose first loads fail. */
function failing(failures: number) {
  let loads = 0;
  const Part = lazyPart(
    async () => {
      if (loads++ < failures) throw new TypeError('it did not arrive');
      return Greeting;
    },
    <p>Loading…</p>,
  );
  return { Part, loads: () => loads };
}

test('is asked for again by the button', async () => {
  const { Part, loads } = failing(1);
  const screen = await render(<Part name="Ada" />);
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('could not be loaded: it did not arrive.');
  expect(loads()).toBe(1);
  await screen.getByRole('button', { name: 'Try again' }).click();
  await expect.element(screen.getByText('Hello Ada')).toBeVisible();
  expect(loads()).toBe(2);
});

test('is asked for again when it is shown again, and only once if it has arrived', async () => {
  const { Part, loads } = failing(1);
  const shown = (key: string) => <Part key={key} name={key} />;
  const screen = await render(shown('first'));
  await expect.element(screen.getByRole('alert')).toBeVisible();
  await screen.rerender(shown('second'));
  await expect.element(screen.getByText('Hello second')).toBeVisible();
  await screen.rerender(shown('third'));
  await expect.element(screen.getByText('Hello third')).toBeVisible();
  expect(loads()).toBe(2);
});

test('what fails twice says so twice, and the rest of the page stays', async () => {
  const { Part } = failing(2);
  const screen = await render(
    <>
      <p>The rest</p>
      <Part name="Ada" />
    </>,
  );
  await screen.getByRole('button', { name: 'Try again' }).click();
  await expect.element(screen.getByRole('button', { name: 'Reload the page' })).toBeVisible();
  await expect.element(screen.getByText('The rest')).toBeVisible();
});

test('takes the place of another at once, when its code is here', async () => {
  let arrive = () => {};
  const code = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const Part = lazyPart(
    async () => {
      await code;
      return Greeting;
    },
    <p>Loading…</p>,
  );
  const shown: string[] = [];
  function Place({ wanted }: { readonly wanted: boolean }) {
    const ref = useRef<HTMLDivElement>(null);
    const arrived = Part.useArrival(wanted);
    useLayoutEffect(() => void shown.push(ref.current!.textContent));
    return <div ref={ref}>{arrived && wanted ? <Part name="Ada" /> : <p>Until then</p>}</div>;
  }
  const screen = await render(<Place wanted={false} />);
  arrive();
  await screen.rerender(<Place wanted />);
  await expect.element(screen.getByText('Hello Ada')).toBeVisible();
  expect(new Set(shown)).toEqual(new Set(['Until then', 'Hello Ada']));
});

test('what takes the place of another says that it did not arrive', async () => {
  const { Part } = failing(1);
  const Place = () => (Part.useArrival(true) ? <Part name="Ada" /> : <p>Until then</p>);
  const screen = await render(<Place />);
  await screen.getByRole('button', { name: 'Try again' }).click();
  await expect.element(screen.getByText('Hello Ada')).toBeVisible();
});
