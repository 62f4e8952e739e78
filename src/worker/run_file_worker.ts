// Worker entry that packs and reads run files: large ones take seconds.
import { readRunFile } from '../storage/runs/file/read_run_file.ts';
import type { RunFile } from '../storage/runs/file/run_file.ts';
import { writeRunFile } from '../storage/runs/file/write_run_file.ts';
import { answerRequests } from './request.ts';

export type RunFileRequest =
  | { readonly type: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly type: 'write';
      readonly file: RunFile;
      readonly sheets: Readonly<Record<string, string>>;
    };
export type RunFileAnswer = RunFile | Uint8Array<ArrayBuffer>;

answerRequests<RunFileRequest, never, RunFileAnswer>((request) =>
  request.type === 'read' ? readRunFile(request.bytes) : writeRunFile(request.file, request.sheets),
);
