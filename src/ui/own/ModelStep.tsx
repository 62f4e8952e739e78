// First step: a model's folder, and its card before anything of it is allocated.
import { FileProblems } from './FileProblems.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import styles from './OwnPage.module.css';
import { OwnStep } from './OwnStep.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '1. A model',
  lede: 'A pretrained model as Hugging Face saves it: gpt2, gpt_neo and llama types, so TinyStories and SmolLM2 too.',
  drop: 'Drop the model’s folder here',
  hint: 'config.json, model.safetensors (or its shards) and tokenizer.json; a LoRA adapter’s folder with it, or after it',
  reading: (name: string) => `Looking at ${name}…`,
  merged: 'The adapter is merged into the model. A run starts from both, and both are its prior.',
  without: 'Leave the adapter out',
} as const;

export function ModelStep() {
  const { files, state } = useOwnFiles();
  const { model, refused } = state;
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
      {model.status === 'known' && (
        <ModelFacts card={model.answer.card}>
          {model.answer.card.adapter && (
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
