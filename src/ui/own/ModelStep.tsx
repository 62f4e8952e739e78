// First step: a model's folder, and its card before anything of it is allocated.
import { MOST_REFERENCE_VOCABULARY } from '../../model/reference_limit.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { FileProblems } from './FileProblems.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import styles from './OwnPage.module.css';
import { OwnStep } from './OwnStep.tsx';
import { StepTime } from './StepTime.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '1. A model',
  lede: 'A pretrained model as Hugging Face saves it: gpt2, gpt_neo and llama types, so TinyStories and SmolLM2 too.',
  drop: 'Drop the model’s folder here',
  hint: 'config.json, model.safetensors (or its shards) and tokenizer.json. A LoRA adapter’s folder too',
  reading: (name: string) => `Looking at ${name}…`,
  merged: 'The adapter is merged into the model. The two together are what a run starts from, and its prior.',
  without: 'Leave the adapter out',
  refusedHere: (has: string, most: string) =>
    `TensorFlow.js computes here and refuses this model: it has ${has} tokens (expected at most ${most}).`,
  useCpu: 'Use the CPU engine',
} as const;

const number = (value: number) => value.toLocaleString('en');

export function ModelStep() {
  const { files, state } = useOwnFiles();
  const { model, refused } = state;
  const card = model.status === 'known' ? model.answer.card : undefined;
  const isReference = usePage(({ backend }) => backend?.name.startsWith('tfjs-') === true);
  const isRefused = card !== undefined && isReference && card.vocabulary > MOST_REFERENCE_VOCABULARY;
  return (
    <OwnStep
      id="own-model"
      title={STRINGS.title}
      lede={STRINGS.lede}
      drop={{ label: STRINGS.drop, hint: STRINGS.hint, several: true }}
      onFiles={(given) => void files.takeModel(given)}
      asked={model}
      reading={STRINGS.reading}
    >
      {refused && <FileProblems problems={refused} />}
      {card && (
        <ModelFacts card={card} more={!isRefused && <StepTime card={card} />}>
          {isRefused && <Refusal vocabulary={card.vocabulary} />}
          {card.adapter && (
            <div className={styles.adapter}>
              <p>{STRINGS.merged}</p>
              <button type="button" className="button" onClick={() => void files.leaveAdapter()}>
                {STRINGS.without}
              </button>
            </div>
          )}
        </ModelFacts>
      )}
    </OwnStep>
  );
}

/** What computes now refuses the model. */
function Refusal({ vocabulary }: { readonly vocabulary: number }) {
  const store = useActions();
  return (
    <div className={styles.warning} role="status">
      <p>{STRINGS.refusedHere(number(vocabulary), number(MOST_REFERENCE_VOCABULARY))}</p>
      <button type="button" className="button" onClick={() => store.switchBackend('cpu')}>
        {STRINGS.useCpu}
      </button>
    </div>
  );
}
