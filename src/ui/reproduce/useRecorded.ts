// The recorded report in short, for experiments that have not been computed here. The page works without it.
import { useEffect, useState } from 'react';
import recordedUrl from '../../../results/recorded.json?url';
import { type RecordedReport, readRecorded } from '../../experiments/report/recorded.ts';

/** Undefined until it is there, and for good where it cannot be loaded. */
export function useRecorded(): RecordedReport | undefined {
  const [recorded, setRecorded] = useState<RecordedReport>();
  useEffect(() => {
    fetch(recordedUrl)
      .then((response) => (response.ok ? response.text() : undefined))
      .then(
        (text) => text && setRecorded(readRecorded(text)),
        () => {}, // offline
      );
  }, []);
  return recorded;
}
