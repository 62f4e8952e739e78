// The teacher's line to `npm run class`: results as they come, who listens, and the pace.
import { useEffect, useState } from 'react';
import * as v from 'valibot';
import { type ClassState, classStateSchema, type Pace, readJson } from '../../class/pace.ts';
import type { Classroom } from '../../store/classroom.ts';
import { isTeachersPage } from '../frame/class_address.ts';

const codesSchema = v.array(v.string());

/** Undefined where no class server serves this page, and before it has answered. */
export function useClassServer(classroom: Classroom): ClassState | undefined {
  const [state, setState] = useState<ClassState>();
  useEffect(() => {
    if (!isTeachersPage()) return;
    const source = new EventSource('teacher/events');
    source.addEventListener('class', ({ data }) => setState(readJson(classStateSchema, data)));
    source.addEventListener('results', ({ data }) => {
      const codes = readJson(codesSchema, data) ?? [];
      if (codes.length > 0) void classroom.receive(codes);
    });
    source.addEventListener('error', () => setState(undefined));
    return () => source.close();
  }, [classroom]);
  return state;
}

/** The server tells all pages; this one hears of it too. */
export const tellPace = (pace: Pace): Promise<unknown> =>
  fetch('teacher/pace', {
    method: 'POST',
    body: JSON.stringify(pace),
    headers: { 'content-type': 'application/json' },
  });
