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
  hint: 'config.json, model.safetensors (or its shards) and tokenizer.json; a LoRA adapter’s folder with it, or after it',
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
    adapter: 'Its adapter (LoRA)',
  },
  adapter: (rank: number, alpha: number, targets: string) => `rank ${rank}, alpha ${alpha}, on ${targets}`,
  merged: 'The adapter is merged into the model. A run starts from both, and both are its prior.',
  without: 'Leave the adapter out',
  tokens: (count: number) => `${count.toLocaleString('en')} tokens`,
  memory: 'Weights, gradients and moments; a run’s activations come on top.',
  notes: 'What was read, and how',
} as const;

const number = (value: number) => value.toLocaleString('en');

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
        <Card card={model.answer.card} onWithoutAdapter={() => void files.leaveAdapter()} />
      )}
    </OwnStep>
  );
}

function adapterLine({ adapter }: ModelCard): [string, string][] {
  if (!adapter) return [];
  const { rank, alpha, targets } = adapter;
  return [[STRINGS.rows.adapter, STRINGS.adapter(rank, alpha, targets.join(', '))]];
}

interface CardProps {
  readonly card: ModelCard;
  readonly onWithoutAdapter: () => void;
}

function Card({ card, onWithoutAdapter }: CardProps) {
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
    ...adapterLine(card),
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
      {card.adapter && (
        <div className={styles.adapter}>
          <p>{STRINGS.merged}</p>
          <button type="button" className="button" onClick={onWithoutAdapter}>
            {STRINGS.without}
          </button>
        </div>
      )}
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
