// The page's icons, drawn at the size of the text beside them.
import styles from './Icon.module.css';

const PATHS = {
  play: 'M5 3.2v9.6a.6.6 0 0 0 .9.5l7.8-4.8a.6.6 0 0 0 0-1L5.9 2.7a.6.6 0 0 0-.9.5Z',
  pause: 'M4.5 3h2.4v10H4.5ZM9.1 3h2.4v10H9.1Z',
  step: 'M3.5 3.2v9.6a.6.6 0 0 0 .9.5L10 8.5V13h2V3h-2v4.5L4.4 2.7a.6.6 0 0 0-.9.5Z',
  phase:
    'M2 3.4v9.2c0 .4.5.7.9.4L8 9v3.6c0 .4.5.7.9.4l5.6-4.6a.5.5 0 0 0 0-.8L8.9 3a.6.6 0 0 0-.9.4V7L2.9 3a.6.6 0 0 0-.9.4Z',
  reset: 'M8 2.5A5.5 5.5 0 1 0 13.5 8h-1.8A3.7 3.7 0 1 1 8 4.3v2.2l4-3.1L8 .3Z',
  pin: 'M6 1.5h4l-.5 5 2.5 2v1.3H8.7V15h-1.4V9.8H4V8.5l2.5-2Z',
  eye: 'M8 3.5c3.3 0 5.8 2.6 6.8 4.5-1 1.9-3.5 4.5-6.8 4.5S2.2 9.9 1.2 8C2.2 6.1 4.7 3.5 8 3.5Zm0 1.7A2.8 2.8 0 1 0 8 10.8 2.8 2.8 0 0 0 8 5.2Zm0 1.5a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z',
  save: 'M7.2 2h1.6v6.1l2.2-2.2 1.1 1.1L8 11.1 3.9 7 5 5.9l2.2 2.2ZM3 12.4h10V14H3Z',
  cluster:
    'M2.5 2h11v3.4h-11Zm2 1.2v1h1.2v-1Zm-2 3.1h11v3.4h-11Zm2 1.2v1h1.2v-1Zm-2 3.1h11V14h-11Zm2 1.2v1h1.2v-1Z',
  check: 'M6.4 12.6 2.3 8.5l1.2-1.2 2.9 2.9 6.1-6.1 1.2 1.2Z',
  close: 'm3.6 4.7 1.1-1.1L8 6.9l3.3-3.3 1.1 1.1L9.1 8l3.3 3.3-1.1 1.1L8 9.1l-3.3 3.3-1.1-1.1L6.9 8Z',
  menu: 'M2 3.2h12v1.6H2Zm0 4h12v1.6H2Zm0 4h12v1.6H2Z',
  theme: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 1.3v9.8a4.9 4.9 0 0 1 0-9.8Z',
  previous: 'M10.5 3 5.5 8l5 5 1.2-1.2L8 8l3.7-3.8Z',
  lock: 'M8 1.2A3.3 3.3 0 0 0 4.7 4.5V7H3.5v7h9V7h-1.2V4.5A3.3 3.3 0 0 0 8 1.2Zm0 1.5c1 0 1.8.8 1.8 1.8V7H6.2V4.5C6.2 3.5 7 2.7 8 2.7Z',
  next: 'm5.5 3 5 5-5 5-1.2-1.2L8 8 4.3 4.2Z',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className={styles.icon} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
