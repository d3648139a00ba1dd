/** What containers print, kept in a folder: one bounded file a container, so that a talkative one cannot fill the disk. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Where output goes and how much of it is kept. */
export interface OutputFolder {
  /** Made when it is not there. Files are called `CONTAINER_ID.log`; a container that runs again under its id begins anew. */
  readonly folder: string;
  /** Bytes that are kept of each container; default 1 MiB. The rest is read and thrown away. */
  readonly bytesMax?: number;
}

const BYTES_MAX_DEFAULT = 1_048_576;

/** Writes both streams into the container's file, in the order in which they arrive. A disk that is full loses output, nothing else. */
export function keepOutput(
  { folder, bytesMax = BYTES_MAX_DEFAULT }: OutputFolder,
  containerId: string,
  streams: readonly Readable[],
): void {
  mkdirSync(folder, { recursive: true });
  const file = createWriteStream(join(folder, `${containerId}.log`));
  file.on('error', () => undefined);
  let [left, open] = [bytesMax, streams.length];
  for (const stream of streams) {
    stream.on('data', (chunk: Buffer) => {
      if (left > 0) file.write(chunk.subarray(0, left));
      if (left >= 0 && chunk.length > left) file.write(`\n[more than ${bytesMax} bytes: the rest is not kept]\n`);
      left = chunk.length > left ? -1 : left - chunk.length;
    });
    stream.once('close', () => {
      open -= 1;
      if (open === 0) file.end();
    });
  }
}
