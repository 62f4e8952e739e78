// A part of the page whose code loads when it is first shown. What did not arrive is asked for again at the next try;
// React's `lazy` would keep the failure for good. Newer browsers fetch a failed module again, older ones need a reload.
import { type ComponentType, type ReactNode, Suspense, use, useEffect, useState } from 'react';
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

interface LazyPart<Props> {
  (props: Props): ReactNode;
  /** For a part that takes another's place: false until its code is here, or did not arrive. */
  readonly useArrival: (wanted: boolean) => boolean;
}

/** @param fallback shown while the code loads. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): LazyPart<Props> {
  let arrived: ComponentType<Props> | undefined;
  let loading: Promise<ComponentType<Props>> | undefined;
  const forget = () => {
    loading = undefined;
  };
  const fetched = async () => {
    try {
      await Promise.all([...failedStyles].map(loadAgain));
      arrived = await load();
      return arrived;
    } catch (error) {
      throw new LoadError(reasonOf(error), forget);
    }
  };
  function Loaded(props: Props) {
    loading ??= fetched();
    const Part = use(loading);
    return <Part {...props} />;
  }
  function Shown(props: Props) {
    // Even a settled promise would show the fallback first.
    const [Part] = useState(() => arrived);
    return (
      <ErrorBoundary>
        {Part ? (
          <Part {...props} />
        ) : (
          <Suspense fallback={fallback}>
            <Loaded {...props} />
          </Suspense>
        )}
      </ErrorBoundary>
    );
  }
  function useArrival(wanted: boolean): boolean {
    const [isSettled, setSettled] = useState(arrived !== undefined);
    useEffect(() => {
      if (!wanted) return;
      let left = false;
      const settle = () => !left && setSettled(true);
      loading ??= fetched();
      loading.then(settle, settle);
      return () => {
        left = true;
      };
    }, [wanted]);
    return isSettled;
  }
  return Object.assign(Shown, { useArrival });
}
