// Says where a link would open nothing on another computer.
import styles from './ShareContent.module.css';

const STRINGS = {
  local: 'This address is your own computer’s. The link works on others only where this page is hosted.',
} as const;

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

export function LocalNote() {
  return LOCAL_HOSTS.includes(location.hostname) ? <p className={styles.note}>{STRINGS.local}</p> : null;
}
