// Typesets TeX. KaTeX and its fonts load when the first equation comes near the view; until then the space stays empty.
import { useEffect, useRef } from 'react';

export interface EquationProps {
  readonly tex: string;
  readonly display?: boolean;
  readonly className?: string;
}

let library: Promise<typeof import('katex')> | undefined;

async function loadLibrary() {
  library ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([katex]) => katex);
  return (await library).default;
}

/** Begins before the equation shows. */
const MARGIN = '200px';

function whenNear(element: Element, then: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  return () => observer.disconnect();
}

export function Equation({ tex, display = false, className }: EquationProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = ref.current!;
    let shown = true;
    const stopWatching = whenNear(element, async () => {
      const katex = await loadLibrary();
      if (shown) katex.render(tex, element, { displayMode: display, throwOnError: false });
    });
    return () => {
      shown = false;
      stopWatching();
    };
  }, [tex, display]);
  return <span ref={ref} className={className} />;
}
