// A part of the page whose code loads when it is first shown. What did not arrive is asked for again at the next try;
// React's `lazy` would keep the failure for good. Newer browsers fetch a failed module again, older ones need a reload.
import { type ComponentType, type ReactNode, Suspense, use } from 'react';
import { reasonOf } from '../../errors/reason.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { LoadError } from './load_error.ts';

const failedStyles = new Set<HTMLLinkElement>();
addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failedStyles.add(target);
  },
  true,
);

/** The build's loader asks for a style sheet only once. A new element in its place asks again. */
function loadAgain(link: HTMLLinkElement): Promise<void> {
  failedStyles.delete(link);
  const again = link.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    again.addEventListener('load', () => resolve());
    again.addEventListener('error', () => reject(new Error(`${again.href} did not load`)));
    link.replaceWith(again);
  });
}

/** @param fallback shown while the code loads. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): (props: Props) => ReactNode {
  let loading: Promise<ComponentType<Props>> | undefined;
  const forget = () => {
    loading = undefined;
  };
  const fetched = async () => {
    try {
      await Promise.all([...failedStyles].map(loadAgain));
      return await load();
    } catch (error) {
      throw new LoadError(reasonOf(error), forget);
    }
  };
  function Loaded(props: Props) {
    loading ??= fetched();
    const Part = use(loading);
    return <Part {...props} />;
  }
  return function LazyPart(props: Props) {
    return (
      <ErrorBoundary>
        <Suspense fallback={fallback}>
          <Loaded {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}
