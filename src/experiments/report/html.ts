// The report as one page that opens offline: without scripts or other files, with its figures drawn in place.
import { sourceText, summaryOf, verdictText } from '../claims.ts';
import type { Cell, ClaimVerdict, ResultTable } from '../experiment.ts';
import { measuredText, paperText } from './cell_text.ts';
import { escaped, figureSvg } from './figure_svg.ts';
import { reportHead } from './page_head.ts';
import { madeText, provenanceText, type Report, type ReportedExperiment, sizeOf } from './report.ts';
import { textSettings } from './settings_table.ts';

const VERDICT_CLASS: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'reproduced',
  contradicted: 'contradicted',
  level: 'level',
  undecided: 'open',
  waiting: 'open',
};

function tableHtml({ title, unit, decimals, note, columns, rows }: ResultTable): string {
  const intervals = rows.some(({ cells }) => cells.some(({ low }) => low !== undefined));
  const cellHtml = (cell: Cell) => {
    const paper = paperText(cell);
    return `<td>${escaped(measuredText(cell, decimals))}${paper ? `<span class="paper">${escaped(paper)}</span>` : ''}</td>`;
  };
  return `<h3>${escaped(title)}</h3><p class="soft">${escaped(unit)}${intervals ? '; 95 % intervals in brackets' : ''}.</p>
<div class="scroll"><table><thead><tr>${columns.map((column) => `<th>${escaped(column)}</th>`).join('')}</tr></thead><tbody>
${rows.map(({ label, cells }) => `<tr><th>${escaped(label)}</th>${cells.map(cellHtml).join('')}</tr>`).join('\n')}
</tbody></table></div>${note ? `<p class="soft">${escaped(note)}</p>` : ''}`;
}

function section({ experiment, result, provenance }: ReportedExperiment): string {
  const claims =
    result.claims.length === 0
      ? ''
      : `<h3>Orderings: ${escaped(summaryOf(result.claims))}</h3><div class="scroll"><table><thead><tr><th>Ordering</th><th>Paper</th><th>Here</th><th>Verdict</th></tr></thead><tbody>
${result.claims
  .map(
    (claim) =>
      `<tr><td>${escaped(claim.text)}</td><td>${escaped(sourceText(claim))}</td><td>${escaped(claim.measured)}</td><td class="verdict ${VERDICT_CLASS[claim.verdict]}">${verdictText(claim)}${claim.differs === undefined ? '' : `<span class="differs">Differs from the paper: ${escaped(claim.differs)}</span>`}</td></tr>`,
  )
  .join('\n')}
</tbody></table></div>`;
  const settings = JSON.stringify(provenance.settings, null, 1);
  return `<section id="${experiment.id}"><h2>${escaped(experiment.title)}: ${escaped(experiment.subject)}</h2>
<p><strong>The paper.</strong> ${escaped(experiment.paper)}</p>
<p><strong>What to expect here.</strong> ${escaped(experiment.expectation)}</p>
${result.tables.map(tableHtml).join('\n')}
${result.figures.map((figure) => figureSvg(figure)).join('\n')}
${claims}
<p class="soft">${escaped(provenanceText(provenance))}</p>
${provenance.settings.length > 0 ? `<details><summary>Settings of all runs</summary><pre>${escaped(settings)}</pre></details>` : ''}
</section>`;
}

export function reportHtml(report: Report): string {
  const settings = textSettings(sizeOf(report));
  const failures =
    report.failures.length === 0
      ? ''
      : `<section><h2>Runs that failed</h2><ul>${report.failures
          .map(({ run, problem }) => `<li>${escaped(run)}: ${escaped(problem)}</li>`)
          .join('')}</ul></section>`;
  return `${reportHead('BRAIn Playground: the paper’s experiments, rerun')}<body>
<h1>The paper’s experiments, rerun</h1>
<p class="soft">BRAIn (Pandey et al., arXiv 2402.02479) on small models. ${escaped(madeText(report))}.</p>
${report.cautions.map((sentence) => `<p class="soft">${escaped(sentence)}</p>`).join('\n')}
<ul>${report.experiments
    .map(
      ({ experiment, result }) =>
        `<li><a href="#${experiment.id}">${escaped(experiment.title)}</a>: ${escaped(experiment.subject)} – ${escaped(summaryOf(result.claims))}</li>`,
    )
    .join('')}</ul>
${report.experiments.map(section).join('\n')}
<section id="settings"><h2>Settings</h2>
<p>${escaped(settings.note)}</p>
${tableHtml(settings.table)}
</section>
${failures}
</body></html>
`;
}
