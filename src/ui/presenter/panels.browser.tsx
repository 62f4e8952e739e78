import { expect, test } from 'vitest';
import { clearStage, panelsOf, putOnStage, titleOf } from './panels.ts';

const root = document.createElement('main');
root.innerHTML = `
  <p id="lede">A lede</p>
  <div>
    <section data-panel="samples" aria-label="What it writes"><figure data-panel="inner"></figure></section>
    <div><figure data-panel="frontier"><h3>Reward against drift</h3></figure><p id="beside">Beside</p></div>
    <dialog><figure data-panel="closed"></figure></dialog>
  </div>`;
const nameOf = ({ dataset }: HTMLElement) => dataset.panel;

test('takes outer panels, the frontier first, with their titles', () => {
  const panels = panelsOf(root);
  expect(panels.map(nameOf)).toEqual(['frontier', 'samples']);
  expect(panels.map(titleOf)).toEqual(['Reward against drift', 'What it writes']);
});

test('marks the way to one panel at a time, and cleans up', () => {
  const [frontier, samples] = panelsOf(root);
  const marked = (mark: string) => [...root.querySelectorAll(`[${mark}]`)];
  putOnStage(root, frontier);
  expect(marked('data-presented')).toEqual([frontier]);
  expect(marked('data-presenter-path')).toEqual([
    frontier.parentElement!.parentElement,
    frontier.parentElement,
  ]);
  expect(root.hasAttribute('data-presenter-path')).toBe(true);
  putOnStage(root, samples);
  expect(marked('data-presented')).toEqual([samples]);
  expect(frontier.parentElement!.hasAttribute('data-presenter-path')).toBe(false);
  clearStage(root);
  expect(marked('data-presented')).toEqual([]);
  expect(root.hasAttribute('data-presenter-path')).toBe(false);
});
