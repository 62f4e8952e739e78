// Recorded results, for whoever has not run the benchmark yet. `npm run bench -- --out bench/engine/NAME.md` writes them.
import cpu from '../../../bench/engine/cpu.json';
import h200 from '../../../bench/engine/h200.json';
import software from '../../../bench/engine/software.json';
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import styles from './BenchmarkPage.module.css';
import { machineName, Results } from './Results.tsx';

const STRINGS = {
  recorded: (machine: string, date: string) => `Recorded on ${machine}, ${date}`,
  own: 'Another machine’s figures. Run the benchmark to see yours in their place.',
  command: 'Command:',
} as const;

const RECORDS: readonly BenchmarkResult[] = [cpu, h200 as BenchmarkResult, software as BenchmarkResult];

export function Recorded() {
  return RECORDS.map((result, k) => (
    <details key={result.command} className={`card ${styles.recorded}`} open={k === 0}>
      <summary className="card-title">{STRINGS.recorded(machineName(result), result.date)}</summary>
      <p className={styles.fact}>
        {STRINGS.own} {STRINGS.command} <code>{result.command}</code>
      </p>
      <Results result={result} />
    </details>
  ));
}
