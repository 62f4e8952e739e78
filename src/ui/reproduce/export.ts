// Exports all reproduced results as one zip: an offline report, figures, numbers and runs.
import { strToU8, zipSync } from 'fflate';
import { EXPERIMENT_IDS } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import { cautionsOf } from '../../experiments/report/cautions.ts';
import { reportFiles } from '../../experiments/report/files.ts';
import { type Report, reportExperiment, totalsOf } from '../../experiments/report/report.ts';
import type { ReproductionState } from '../../store/reproduction.ts';

function reportOf({ outcomes, scale, runs }: ReproductionState, version: string, llm?: LlmJudge): Report {
  const reported = EXPERIMENT_IDS.map((id) => reportExperiment(experiments[id], outcomes, scale, llm));
  return {
    date: new Date().toISOString(),
    version,
    ...totalsOf(outcomes.values()),
    experiments: reported,
    cautions: cautionsOf(
      reported.map(({ result }) => result),
      outcomes.values(),
    ),
    failures: runs
      .filter(({ state }) => state === 'failed')
      .map(({ request, problem = '' }) => ({ run: request.key, problem })),
  };
}

export function reportZip(state: ReproductionState, version: string, llm?: LlmJudge): Blob {
  const files = reportFiles(reportOf(state, version, llm), [...state.outcomes.values()]);
  const bytes = Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)]));
  return new Blob([zipSync(bytes)], { type: 'application/zip' });
}
