// First step: a model's folder, and its card before anything of it is allocated.
import { FileProblems } from './FileProblems.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import { OwnStep } from './OwnStep.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '1. A model',
  lede: 'A pretrained model as Hugging Face saves it: gpt2, gpt_neo and llama types, so TinyStories and SmolLM2 too.',
  drop: 'Drop the model’s folder here',
  hint: 'config.json, model.safetensors (or its shards) and tokenizer.json',
  reading: (name: string) => `Looking at ${name}…`,
} as const;

export function ModelStep() {
  const { files, state } = useOwnFiles();
  const { model } = state;
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
      {model.status === 'known' && 'problems' in model.answer && (
        <FileProblems problems={model.answer.problems} />
      )}
      {model.status === 'known' && 'card' in model.answer && <ModelFacts card={model.answer.card} />}
    </OwnStep>
  );
}
