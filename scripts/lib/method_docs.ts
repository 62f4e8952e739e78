// Generates `docs/methods.md`: a section per method, all text from the method's files.
import { type AnyMethod, METHOD_NAMES, type MethodName, objectives } from '../../src/objectives/index.ts';
import type { SampleSource } from '../../src/objectives/method.ts';
import { methodTexts } from '../../src/objectives/texts/index.ts';
import { code, generatedFrom, math, page, table } from './markdown.ts';
import { nameOf, optionOf, rangeOf } from './setting_docs.ts';

const SOURCES: Readonly<Record<SampleSource, string>> = {
  policy: 'the proposal, a snapshot of the policy that every round replaces',
  prior: 'the prior, which stays as it is',
  gated: "the proposal, which the policy replaces only through GDC's gate",
  rejection: 'the prior, of whose candidates statistical rejection accepts some',
  preferences: 'pairs of the preference data',
};

/** Path of the method's file. */
const methodFile = (name: MethodName) =>
  `src/objectives/${name.replaceAll('++', '_plus_plus').replaceAll('-', '_')}.ts`;

/** Where a setting says it, it is the one that offers the prior. */
function samplesOf({ samplesFrom, settings }: AnyMethod): string {
  if (typeof samplesFrom !== 'function') return SOURCES[samplesFrom];
  const [key] = Object.entries(settings).find(
    ([, setting]) => setting.kind === 'choice' && setting.options.includes('prior'),
  )!;
  return `as ${optionOf(key)} says`;
}

function section(name: MethodName): readonly string[] {
  const objective = objectives[name];
  const { label, family } = objective;
  const { paragraph, equation, terms, source } = methodTexts[name];
  const declared = Object.entries(objective.settings);
  const facts = [
    `- Name: ${code(name)}, in [${methodFile(name)}](../${methodFile(name)})`,
    `- Family: ${family}`,
    `- Source: ${source}`,
    `- Samples come from ${samplesOf(objective)}.`,
  ];
  const settings = declared.map(([key, setting]) => [
    optionOf(key),
    nameOf(setting),
    rangeOf(setting),
    String(setting.default),
    setting.source,
  ]);
  return [
    `## ${label}`,
    facts.join('\n'),
    `\`\`\`math\n${equation}\n\`\`\``,
    paragraph,
    table(
      ['Term', 'Meaning'],
      terms.map(({ tex, meaning }) => [math(tex), meaning]),
    ),
    ...(settings.length > 0 ? [table(['Option', 'Setting', 'Range', 'Default', 'Source'], settings)] : []),
  ];
}

const overview = table(
  ['Method', 'Family', 'What it does'],
  METHOD_NAMES.map((name) => {
    const { label, family } = objectives[name];
    return [label, family, methodTexts[name].summary];
  }),
);

export const methodDocs = (): string =>
  page([
    '# Methods',
    generatedFrom('the files of src/objectives/'),
    "Every method is the same loop with another rule: a function from the log-probs and rewards of a prompt's samples to the coefficients $`c_i`$ of the update direction $`\\sum_i c_i \\nabla_\\theta \\log q_\\theta(y_i \\mid x)`$. The symbols are those of [architecture.md](architecture.md).",
    overview,
    ...METHOD_NAMES.flatMap(section),
  ]);
