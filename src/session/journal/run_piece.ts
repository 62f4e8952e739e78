// A stretch of a run as bytes: what happened, what was sampled, and the state that training continues from. Each part
// carries a digest, so that damage is seen before it is used.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { RunConfig } from '../../config/schema.ts';
import type { BackendName, RunStatus } from '../run_status.ts';
import type { RunInputs } from './run_inputs.ts';

type PiecePart = 'history' | 'groups' | 'state' | 'input';

export interface RunPiece {
  /** From 0 on. */
  readonly index: number;
  readonly status: RunStatus;
  readonly step: number;
  readonly round: number;
  readonly totalSteps: number;
  /** True where the policy was measured at this step: a place to come back to. */
  readonly evaluated: boolean;
  /** Where the run computes, and its settings as they stand. */
  readonly backend: BackendName;
  readonly config: RunConfig;
  /** A `RunHistory`: events since the piece before. */
  readonly history: Uint8Array<ArrayBuffer>;
  /** Groups of the replay since the piece before. */
  readonly groups: Uint8Array<ArrayBuffer>;
  /**
   * Parameters, moments, counters and streams. With all groups so far the run continues from here to the bit. Absent
   * where nothing was trained since the piece before.
   */
  readonly state?: Uint8Array<ArrayBuffer>;
  readonly digests: Readonly<Record<'history' | 'groups', string>> & { readonly state?: string };
}

/** SHA-256 as hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** The same, off the thread where the browser has it: pages on plain http from another machine have not. */
export async function digestOffThread(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto;
  return subtle ? bytesToHex(new Uint8Array(await subtle.digest('SHA-256', bytes))) : digestOf(bytes);
}

/** Throws a sentence if the bytes are not those that were kept. */
export function checkPart(part: PiecePart, bytes: Uint8Array, digest: string | undefined): void {
  const found = digestOf(bytes);
  if (found !== digest)
    throw new Error(
      `invalid ${part}: digest ${found.slice(0, 12)} (expected ${digest?.slice(0, 12)}: the bytes have changed)`,
    );
}

/** From where a run continues. */
export interface Resumption {
  readonly state: Uint8Array<ArrayBuffer>;
  /** Groups of all pieces so far, in their order. */
  readonly groups: readonly Uint8Array<ArrayBuffer>[];
  /** Index of the next piece. */
  readonly nextIndex: number;
  /** The settings of that state: what one method carries means nothing to another. */
  readonly config: RunConfig;
  /** What it trains on that the visitor gave; absent: what the worker has. */
  readonly inputs?: RunInputs;
  /** True if the best reachable frontier is known to its end. */
  readonly frontierKnown: boolean;
}

/** Where a run continues after one more piece. */
export const resumptionAfter = (before: Resumption | undefined, piece: RunPiece): Resumption | undefined => {
  const state = piece.state ?? before?.state;
  if (!state) return undefined;
  return {
    state,
    groups: [...(before?.groups ?? []), piece.groups],
    nextIndex: piece.index + 1,
    config: piece.config,
    inputs: before?.inputs,
    frontierKnown: false,
  };
};
