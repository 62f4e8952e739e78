// Last step: what of the model is trained, and the way to the page that trains it.
import { useState } from 'react';
import { presetFor } from '../../config/presets.ts';
import type { RunConfig } from '../../config/schema.ts';
import type { MethodName } from '../../objectives/index.ts';
import { requestsFor } from '../../own/reward/judge/judge_reward_form.ts';
import type { OwnFilesState } from '../../store/own_files.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { FileProblems } from './FileProblems.tsx';
import styles from './OwnPage.module.css';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '4. Train',
  lede: 'Low-rank adapters (LoRA) train a small part, and the model under them stays as it is.',
  what: 'What is trained',
  open: 'Read the files and go to Train',
  opening: 'Reading the files…',
  missing: (things: string) => `Still missing: ${things}.`,
  model: 'a model',
  prompts: 'prompts',
  reward: 'a reward that was tried and taken',
  ready: 'Everything is here.',
  cost: (round: number, evaluation: number, all: number) =>
    `The judge gets at most ${round} requests a round and ${evaluation} an evaluation, ${all.toLocaleString('en')} in all.`,
  price: (price: string, cap: string) =>
    `At the price so far that is ${price}; the run rests when ${cap} is spent.`,
  stays: 'The files stay on this machine. A link to such a run names them by a fingerprint.',
} as const;

/** The paper's two settings by name (appendix B.2). */
const CHOICES = {
  small: { label: 'Adapters of rank 8 (LoRA)', loraRank: 8, loraAlpha: 16 },
  tldr: { label: 'The paper’s on TL;DR: rank 8, alpha 32', loraRank: 8, loraAlpha: 32 },
  hh: { label: 'The paper’s on Anthropic HH: rank 64, alpha 16', loraRank: 64, loraAlpha: 16 },
  full: { label: 'All of the model', loraRank: 0, loraAlpha: 16 },
} as const satisfies Readonly<
  Record<string, { readonly label: string } & Pick<RunConfig, 'loraRank' | 'loraAlpha'>>
>;
type Choice = keyof typeof CHOICES;

function missingIn({ model, data, usedReward }: OwnFilesState): string {
  const things = [
    model.status !== 'known' && STRINGS.model,
    !(data.status === 'known' && data.answer.hasPrompts) && STRINGS.prompts,
    !usedReward && STRINGS.reward,
  ];
  return STRINGS.missing(new Intl.ListFormat('en').format(things.filter((thing) => thing !== false)));
}

/** A judge is asked about each evaluated answer, so there are few. */
const JUDGED = { evaluationPrompts: 8, evaluationSamples: 4 } as const;

const configFor = (method: MethodName, { usedReward }: OwnFilesState): RunConfig => ({
  ...presetFor('own', method),
  ...(usedReward?.identity.kind === 'judge' && JUDGED),
});

/** What a run with a judge asks at most, and what that costs at the price of a request so far. */
function JudgeCost({ config }: { readonly config: RunConfig }) {
  const { state } = useOwnFiles();
  const { judge, judges, usedReward } = state;
  const { form, spending } = judges[usedReward?.identity.text ?? ''] ?? { form: judge };
  const { promptsPerRound, samplesPerPrompt, rounds, evaluationPrompts, evaluationSamples } = config;
  const round = requestsFor(promptsPerRound * samplesPerPrompt, { neighbours: Number(form.neighbours) });
  // Each evaluated answer meets one other, in both orders.
  const evaluation = 2 * evaluationPrompts * evaluationSamples;
  const all = rounds * round + (rounds + 1) * evaluation;
  const each = spending && spending.requests > 0 ? spending.price / spending.requests : 0;
  return (
    <p className={styles.small}>
      {STRINGS.cost(round, evaluation, all)}{' '}
      {each > 0 && STRINGS.price((all * each).toPrecision(2), form.priceCap)}
    </p>
  );
}

export function RunStep() {
  const { files, state } = useOwnFiles();
  const store = useActions();
  const method = usePage(({ draft }) => draft.method);
  const [choice, setChoice] = useState<Choice>('small');
  const { opened } = state;
  const begin = async () => {
    const own = await files.open();
    if (own === undefined) return;
    const { label: _, ...lora } = CHOICES[choice];
    store.editAll({ ...configFor(method, state), ...lora, own });
    store.restart();
    location.hash = '#train';
  };
  return (
    <section className="card" aria-labelledby="own-run">
      <h2 className="card-title" id="own-run">
        {STRINGS.title}
      </h2>
      <p className="card-lede">{STRINGS.lede}</p>
      <div className={styles.choices}>
        <label>
          {STRINGS.what}
          <select
            className="select"
            value={choice}
            onChange={({ target }) => setChoice(target.value as Choice)}
          >
            {Object.entries(CHOICES).map(([name, { label }]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {state.usedReward?.identity.kind === 'judge' && <JudgeCost config={configFor(method, state)} />}
      <div role="status" className={styles.status}>
        {opened.status === 'asked' ? STRINGS.opening : files.isReady ? STRINGS.ready : missingIn(state)}
      </div>
      {opened.status === 'failed' && <FileProblems problems={[{ message: opened.message }]} />}
      {opened.status === 'known' && (
        <ul className={styles.small}>
          {opened.answer.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className="button primary"
        disabled={!files.isReady || opened.status === 'asked'}
        onClick={() => void begin()}
      >
        {STRINGS.open}
      </button>
      <p className={styles.small}>{STRINGS.stays}</p>
    </section>
  );
}
