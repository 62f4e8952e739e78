// The button of a chart's menu: its table, its files, and how it is drawn.
import type { ReactNode, RefObject } from 'react';
import { Popover } from '../frame/Popover.tsx';
import { useActions } from '../frame/useStore.ts';
import { type ChartFile, ChartMenu, type ChartMenuProps } from './ChartMenu.tsx';
import type { ChartDescription } from './chart_files.ts';
import { download } from './download.ts';
import { type Provenance, provenanceOf } from './provenance.ts';

const STRINGS = {
  menu: 'Table, files and axes',
} as const;

export interface ChartToolsProps extends Omit<ChartMenuProps, 'onSave'> {
  readonly chart: ChartDescription;
  /** Above the menu; absent: it stands beside the chart. */
  readonly explanation?: ReactNode;
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  /** Without ending. */
  readonly fileName: string;
  /** Default: the points as drawn. */
  readonly csv?: (provenance: Provenance) => string | Promise<string>;
}

export function ChartTools({ chart, explanation, canvasRef, fileName, csv, ...menu }: ChartToolsProps) {
  const store = useActions();
  const save = async (file: ChartFile) => {
    const provenance = provenanceOf(store.getState());
    const { chartCsv, chartJson, chartPng } = await import('./chart_files.ts');
    const blobs = {
      csv: async () =>
        new Blob([csv ? await csv(provenance) : chartCsv(chart, provenance)], { type: 'text/csv' }),
      json: () => new Blob([chartJson(chart, provenance)], { type: 'application/json' }),
      png: () => chartPng(canvasRef.current!, chart, provenance),
    };
    download(`${fileName}.${file}`, await blobs[file]());
  };
  return (
    <Popover name={STRINGS.menu} className="tool" button="⋯">
      {explanation && <p>{explanation}</p>}
      <ChartMenu {...menu} onSave={(file) => void save(file)} />
    </Popover>
  );
}
