import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readExactSafetensors } from '../../../formats/safetensors.ts';
import { readHistory } from '../../../session/journal/run_history.ts';
import { digestOf } from '../../../session/journal/run_piece.ts';
import { sampleHistory } from '../../../session/journal/sample_history.ts';
import { restoredRun } from '../../../store/restored_run.ts';
import { filedRun, origin } from './filed_run.ts';
import { readRunFile } from './read_run_file.ts';
import { writeRunFile } from './write_run_file.ts';

const parts = await filedRun();
const file = { ...parts, origin };
const bytes = writeRunFile(file, { 'steps.csv': 'run,step\r\n' });
const entries = unzipSync(bytes);

/** The file with other parts; digests are made right unless they are to be wrong. */
function changed(parts: Readonly<Record<string, Uint8Array | undefined>>, index: object = {}, right = true) {
  const { 'run.json': json, ...rest } = { ...entries, ...parts };
  const whole = Object.fromEntries(
    Object.entries(rest).flatMap(([name, part]) => (part ? [[name, part]] : [])),
  );
  const read = JSON.parse(strFromU8(json!));
  const digests = Object.entries(whole).map(([name, part]) => [name, { sha256: digestOf(part) }]);
  const made = { ...read, ...(right && { parts: Object.fromEntries(digests) }), ...index };
  return zipSync({ 'run.json': strToU8(JSON.stringify(made)), ...whole });
}

const last = file.pieces.findLast(({ state }) => state)!;
const folder = `pieces/${String(last.index).padStart(4, '0')}`;

test('a run comes back with every bit', () => {
  const read = readRunFile(bytes);
  expect(read.pieces).toEqual(file.pieces);
  expect(read.kept).toEqual(file.kept);
  expect(read.origin).toEqual(origin);
  expect(read.inputs).toEqual({});
  expect(file.pieces.length).toBeGreaterThan(2);
});

test('is open to other programs: JSON, CSV and safetensors', () => {
  expect(Object.keys(entries).filter((name) => !name.startsWith('pieces/'))).toEqual([
    'run.json',
    'steps.csv',
  ]);
  expect(JSON.parse(strFromU8(entries['run.json']))).toMatchObject({
    schema: 'brain-run',
    version: 1,
    playground: '1.2.3',
    config: { task: 'markov', method: 'brain' },
  });
  const tensors = readExactSafetensors(entries[`${folder}/state.safetensors`]);
  expect([...tensors.keys()]).toEqual(['policy', 'proposal', 'first', 'second']);
  expect(tensors.get('policy')!.shape).toEqual([200]);
});

test('a folder that was packed anew by another program is read', () => {
  const packed = Object.entries(entries).map(([name, part]) => [`my run/${name}`, part]);
  const other = { '__MACOSX/._run.json': strToU8('?'), 'my run/.DS_Store': strToU8('?') };
  expect(readRunFile(zipSync({ ...Object.fromEntries(packed), ...other })).pieces).toEqual(file.pieces);
});

test('has what the run trains on', async () => {
  const lines = '{"prompt":"a","chosen":"b","rejected":"c"}\n';
  const withInputs = await filedRun({}, { preferences: lines });
  const read = readRunFile(writeRunFile({ ...withInputs, origin }));
  expect(strFromU8(read.inputs['preferences.jsonl']!)).toBe(lines);
  expect(read.kept.inputs).toEqual({ 'preferences.jsonl': digestOf(strToU8(lines)) });
});

test('a file of version 1 is read for as long as there are pages', () => {
  const file = readRunFile(new Uint8Array(readFileSync('src/storage/runs/file/version_1.zip')));
  expect(file.kept).toMatchObject({ version: 1, config: { task: 'markov', method: 'brain', rounds: 1 } });
  expect(readHistory(file.pieces[0].history)).toEqual(sampleHistory);
  expect(strFromU8(file.inputs['preferences.jsonl']!)).toContain('"chosen":"b"');
  expect(restoredRun(1, file.kept, [file.pieces[0].history]).evaluations).toHaveLength(1);
});

test.each([
  ['text', strToU8('hello'), '5 bytes without an entry (expected a zip)'],
  ['another zip', zipSync({ 'a.txt': strToU8('a') }), 'no run.json (expected one)'],
  ['two runs', changed({ 'other/run.json': entries['run.json'] }), '2 run.json (expected one)'],
  ['no JSON', zipSync({ 'run.json': strToU8('{') }), 'run.json is damaged (expected JSON)'],
  [
    'JSON of a list',
    zipSync({ 'run.json': strToU8('[1]') }),
    'run.json has schema (undefined) (expected brain-run)',
  ],
  ['another schema', changed({}, { schema: 'other' }), 'run.json has schema other (expected brain-run)'],
  [
    'a newer version',
    changed({}, { version: 2, playground: '4.5' }),
    'version 2, saved by BRAIn Playground 4.5 (expected at most 1: open it with that page or a newer one)',
  ],
  [
    'a wrong setting',
    changed({}, { config: { task: 'markov', gamma: -1 } }),
    'run.json: invalid run: config',
  ],
  ['a wrong status', changed({}, { status: 'gone' }), 'run.json: invalid run: status (expected'],
  ['no pieces', changed({}, { pieces: [] }), 'run.json: invalid run: pieces (expected at least one piece)'],
  ['no digests', changed({}, { parts: 3 }), 'parts of run.json (expected'],
  [
    'a part that is missing',
    changed({ [`${folder}/history.json`]: undefined }),
    `${folder}/history.json is missing (expected it beside run.json)`,
  ],
  [
    'a part that nobody vouches for',
    changed({}, { parts: {} }),
    'pieces/0000/history.json is missing (expected it beside run.json)',
  ],
  [
    'a damaged part',
    changed({ [`${folder}/state.safetensors`]: entries['pieces/0000/state.safetensors'] }, {}, false),
    `${folder}/state.safetensors is damaged: its digest is`,
  ],
  [
    'a history of another kind',
    changed({
      [`${folder}/history.json`]: strToU8('{"steps":{},"events":[{"type":"evaluation"}],"changes":[]}'),
    }),
    `${folder}/history.json: invalid history: events.0.`,
  ],
  [
    'a state of another kind',
    changed({ [`${folder}/state.json`]: strToU8('{}') }),
    'invalid state of a checkpoint: ',
  ],
  [
    'groups of another kind',
    changed({ 'pieces/0000/groups.json': strToU8('{"groups":1}') }),
    'invalid groups of a checkpoint: ',
  ],
  [
    'no state',
    changed(
      Object.fromEntries(
        Object.keys(entries).flatMap((name) => (name.includes('/state.') ? [[name, undefined]] : [])),
      ),
    ),
    'no state (expected one to go on from)',
  ],
  [
    'half a reward model',
    changed({ 'inputs/reward_model/config.json': strToU8('{}') }),
    'invalid reward model: half of it is missing (expected its config and its weights)',
  ],
])('refuses %s', (_, wrong, reason) => {
  expect(() => readRunFile(wrong)).toThrow(`invalid run file: ${reason}`);
});

test('what people read of a file may be changed or missing', () => {
  expect(readRunFile(changed({ 'steps.csv': strToU8('?') }, {}, false)).pieces).toEqual(file.pieces);
  expect(readRunFile(changed({ 'steps.csv': undefined }, {}, false)).pieces).toEqual(file.pieces);
});

test('what is asked of the browser stays there', () => {
  const { kept } = readRunFile(changed({}, { pinned: true, removedMs: 5 }));
  expect(kept.pinned).toBe(false);
  expect(kept.removedMs).toBeUndefined();
});

test('sizes are those of the parts, whatever the record says', () => {
  const pieces = file.kept.pieces.map((piece) => ({ ...piece, bytes: 1e9, stateBytes: 0 }));
  expect(readRunFile(changed({}, { pieces })).kept.pieces).toEqual(file.kept.pieces);
});
