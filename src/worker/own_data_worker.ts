// Worker entry for reading one file of a visitor's data. Terminating the worker ends it.
import { sourceOfBlob } from '../formats/byte_source.ts';
import { type DataReading, readData } from '../own/data/read_data.ts';
import type { DataProgress, DataQuestion } from './own_data_protocol.ts';
import { answerRequests } from './request.ts';

answerRequests<DataQuestion, DataProgress, DataReading>(({ name, blob, separator }, { progress }) =>
  readData(sourceOfBlob(name, blob), {
    separator,
    onProgress: (read, all) => progress({ read, all }),
  }),
);
