// One group's pushes as small bars, from the worst reward to the best. They show the shape of a rule.
import type { RunConfig } from '../../config/schema.ts';
import type { MethodName } from '../../objectives/index.ts';
import type { Microscope } from '../../session/protocol.ts';
import { pushesOf } from './microscope_rows.ts';
import styles from './PushBars.module.css';

const HEIGHT = 40;
const GAP = 0.2;

export interface PushBarsProps {
  readonly microscope: Microscope;
  readonly method: MethodName;
  readonly config: RunConfig;
  readonly label: string;
}

export function PushBars({ microscope, method, config, label }: PushBarsProps) {
  const result = pushesOf(microscope, method, config);
  if ('problem' in result) return <span className={styles.problem}>{result.problem}</span>;
  const { pushes } = result;
  const order = [...pushes.keys()].sort((a, b) => microscope.reward[a] - microscope.reward[b] || a - b);
  const largest = Math.max(1e-12, ...pushes.map(Math.abs));
  return (
    <svg
      className={styles.bars}
      viewBox={`0 0 ${pushes.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1={0} x2={pushes.length} y1={HEIGHT / 2} y2={HEIGHT / 2} className={styles.zero} />
      {order.map((sample, place) => {
        const size = (HEIGHT / 2) * (Math.abs(pushes[sample]) / largest);
        const up = pushes[sample] >= 0;
        return (
          <rect
            key={sample}
            x={place + GAP / 2}
            width={1 - GAP}
            y={up ? HEIGHT / 2 - size : HEIGHT / 2}
            height={size}
            className={up ? styles.up : styles.down}
          />
        );
      })}
    </svg>
  );
}
