// Typesets TeX. KaTeX loads with the first equation; until then the space stays empty.
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

export function Equation({ tex, display = false, className }: EquationProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = true;
    void loadLibrary().then((katex) => {
      if (shown && ref.current) katex.render(tex, ref.current, { displayMode: display, throwOnError: false });
    });
    return () => {
      shown = false;
    };
  }, [tex, display]);
  return <span ref={ref} className={className} />;
}
