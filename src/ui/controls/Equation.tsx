// Typesets TeX. KaTeX and its fonts load when the first equation comes into view; until then the space stays empty. If they
// do not load, the TeX itself stands there, and the next equation tries again.
import { useEffect, useRef } from 'react';
import { whenInView } from '../frame/near_view.ts';

export interface EquationProps {
  readonly tex: string;
  readonly display?: boolean;
  readonly className?: string;
}

let library: Promise<typeof import('katex')> | undefined;

async function loadLibrary() {
  library ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([katex]) => katex);
  try {
    return (await library).default;
  } catch {
    library = undefined;
    return undefined;
  }
}

export function Equation({ tex, display = false, className }: EquationProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = ref.current!;
    let shown = true;
    const stopWatching = whenInView(element, async () => {
      const katex = await loadLibrary();
      if (!shown) return;
      if (katex) katex.render(tex, element, { displayMode: display, throwOnError: false });
      else element.textContent = tex;
    });
    return () => {
      shown = false;
      stopWatching();
    };
  }, [tex, display]);
  return <span ref={ref} className={className} />;
}
