// Two tables beside the picture of the support: the mass at each mode of the reward, and the outcomes with the largest
// difference between policy and posterior.
import { largestErrors } from '../../exact/divergence.ts';
import type { ExactWorld } from '../../session/protocol.ts';
import { formatNumber, formatPercent } from '../charts/number_format.ts';
import styles from './Support.module.css';
import { type Mode, massOf } from './support_modes.ts';

const STRINGS = {
  modes: 'Peaks of the reward',
  modesNote:
    'Strings that no change of one letter makes better. Shares count each with the strings one letter away.',
  errors: 'Largest errors of the model',
  errorsNote: 'By |model − target|.',
  outcome: 'Outcome',
  reward: 'Reward',
  prior: 'Start',
  policy: 'Model',
  posterior: 'Target',
  found: 'Found',
  foundTitle: 'Share of the model over share of the target, around the peak',
} as const;

const SHOWN_ERRORS = 8;

interface TableProps {
  readonly world: ExactWorld;
  readonly logPolicy: Float64Array;
}

export function ModeTable({ world, logPolicy, modes }: TableProps & { readonly modes: readonly Mode[] }) {
  return (
    <div className={styles.tableBox}>
      <h3>{STRINGS.modes}</h3>
      <p>{STRINGS.modesNote}</p>
      <table className={`number-table ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">{STRINGS.outcome}</th>
            <th scope="col">{STRINGS.prior}</th>
            <th scope="col">{STRINGS.policy}</th>
            <th scope="col">{STRINGS.posterior}</th>
            <th scope="col" title={STRINGS.foundTitle}>
              {STRINGS.found}
            </th>
          </tr>
        </thead>
        <tbody>
          {modes.map(({ outcome, neighbourhood: around }) => {
            const [policy, posterior] = [massOf(logPolicy, around), massOf(world.logPosterior, around)];
            return (
              <tr key={outcome}>
                <th scope="row">{world.names[outcome]}</th>
                <td>{formatPercent(massOf(world.logPrior, around))}</td>
                <td>{formatPercent(policy)}</td>
                <td>{formatPercent(posterior)}</td>
                <td>{formatNumber(policy / posterior, 2)} ×</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function ErrorTable({ world, logPolicy }: TableProps) {
  const mass = (logMass: Float64Array, i: number) => formatNumber(Math.exp(logMass[i]));
  return (
    <div className={styles.tableBox}>
      <h3>{STRINGS.errors}</h3>
      <p>{STRINGS.errorsNote}</p>
      <table className={`number-table ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">{STRINGS.outcome}</th>
            <th scope="col">{STRINGS.prior}</th>
            <th scope="col">{STRINGS.policy}</th>
            <th scope="col">{STRINGS.posterior}</th>
            <th scope="col">{STRINGS.reward}</th>
          </tr>
        </thead>
        <tbody>
          {largestErrors(logPolicy, world.logPosterior, SHOWN_ERRORS).map(({ index }) => (
            <tr key={index}>
              <th scope="row">{world.names[index]}</th>
              <td>{mass(world.logPrior, index)}</td>
              <td>{mass(logPolicy, index)}</td>
              <td>{mass(world.logPosterior, index)}</td>
              <td>{formatNumber(world.reward[index])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
