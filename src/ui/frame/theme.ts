// The theme the page shows: `data-theme` on <html> if the visitor chose one, the system's otherwise. Charts draw on a
// canvas, so they read the tokens' resolved colours from here and redraw when the theme changes.
import { readText, writeText } from '../../storage/web_storage.ts';
import { isPresenting } from './presenting.ts';

export type Theme = 'light' | 'dark';

const systemDark = () => matchMedia('(prefers-color-scheme: dark)');

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  // A projector wants dark on light.
  if (isPresenting()) return 'light';
  return systemDark().matches ? 'dark' : 'light';
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  writeText('theme', theme);
}

export function restoreTheme(): void {
  const chosen = readText('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}

export function subscribeToTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-presenter'] });
  const media = systemDark();
  media.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', onChange);
  };
}

/** Resolved value of a colour token such as `--method-brain`, as the canvas understands it. */
export function tokenColour(token: string): string {
  const cached = resolved.get(token);
  if (cached !== undefined && resolvedFor === currentTheme()) return cached;
  if (resolvedFor !== currentTheme()) {
    resolved.clear();
    resolvedFor = currentTheme();
  }
  // `light-dark()` in a custom property resolves only where it is used as a colour.
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  resolved.set(token, colour);
  return colour;
}

const resolved = new Map<string, string>();
let resolvedFor: Theme | undefined;
