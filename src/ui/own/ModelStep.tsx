// First step: a model's folder, and its card before anything of it is allocated.
import type { ModelCard } from '../../own/model_card.ts';
import { formatBytes } from '../charts/number_format.ts';
import { FileProblems } from './FileProblems.tsx';
import styles from './OwnPage.module.css';
import { OwnStep } from './OwnStep.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  title: '1. A model',
  lede: 'A pretrained model as Hugging Face saves it: gpt2, gpt_neo and llama types, so TinyStories and SmolLM2 too.',
  drop: 'Drop the model’s folder here',
  hint: 'config.json, model.safetensors (or its shards) and tokenizer.json',
  reading: (name: string) => `Looking at ${name}…`,
  rows: {
    type: 'Type',
    parameters: 'Parameters',
    shape: 'Layers, width, heads',
    vocabulary: 'Vocabulary',
    context: 'Context',
    files: 'Files',
    full: 'Memory, all of it trained',
    lora: 'Memory, adapters of rank 8',
  },
  tokens: (count: number) => `${count.toLocaleString('en')} tokens`,
  memory: 'Weights, gradients and moments; a run’s activations come on top.',
  notes: 'What was read, and how',
} as const;

const number = (value: number) => value.toLocaleString('en');

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
      {model.status === 'known' && 'card' in model.answer && <Card card={model.answer.card} />}
    </OwnStep>
  );
}

function Card({ card }: { readonly card: ModelCard }) {
  const { rows } = STRINGS;
  const lines: [string, string][] = [
    [rows.type, `${card.type}${card.tiedHead ? '' : ', with a head of its own'}`],
    [rows.parameters, number(card.parameters)],
    [rows.shape, `${card.layers}, ${card.width}, ${card.heads}`],
    [rows.vocabulary, STRINGS.tokens(card.tokens)],
    [rows.context, STRINGS.tokens(card.context)],
    [
      rows.files,
      `${formatBytes(card.bytes.files)}${card.formats.length > 0 ? `, ${card.formats.join(', ')}` : ''}`,
    ],
    [rows.full, formatBytes(card.bytes.full)],
    [rows.lora, `${formatBytes(card.bytes.lora)}, ${number(card.loraParameters)} trained`],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.small}>{STRINGS.memory}</p>
      {card.notes.length > 0 && (
        <details className={styles.small}>
          <summary>{STRINGS.notes}</summary>
          <ul>
            {card.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
