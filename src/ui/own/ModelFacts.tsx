// What a model's folder holds, before a weight of it is read.
import type { ReactNode } from 'react';
import type { ModelCard } from '../../own/model_card.ts';
import { formatBytes } from '../charts/number_format.ts';
import styles from './OwnPage.module.css';

const STRINGS = {
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
  tokens: (count: number) => `${count.toLocaleString('en')} tokens`,
  memory: 'Weights, gradients and moments; a run’s activations come on top.',
  notes: 'What was read, and how',
} as const;

const number = (value: number) => value.toLocaleString('en');

export interface ModelFactsProps {
  readonly card: ModelCard;
  /** A reward model: it is not trained. */
  readonly rates?: boolean;
  /** Rows behind those of the card. */
  readonly more?: ReactNode;
  readonly children?: ReactNode;
}

export function ModelFacts({ card, rates = false, more, children }: ModelFactsProps) {
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
  ];
  if (card.adapter) {
    const { rank, alpha, targets } = card.adapter;
    lines.push([rows.adapter, STRINGS.adapter(rank, alpha, targets.join(', '))]);
  }
  if (!rates)
    lines.push(
      [rows.full, formatBytes(card.bytes.full)],
      [rows.lora, `${formatBytes(card.bytes.lora)}, ${number(card.loraParameters)} trained`],
    );
  return (
    <>
      <dl className={styles.facts}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {more}
      </dl>
      {children}
      {!rates && <p className={styles.small}>{STRINGS.memory}</p>}
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
