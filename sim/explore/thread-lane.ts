/**
 * A lane in a worker thread. The thread loads the configuration itself, because suites are functions and cannot be sent. A thread that
 * dies rejects what was asked of it, so that a run ends with an internal error and never waits for ever.
 */
import { Worker } from 'node:worker_threads';
import { InternalError } from './internal-error.ts';
import type { Chunk, Lane, WorldResult } from './lane.ts';
import { unpackError, type ThreadData, type ThreadReply, type ThreadRequest } from './messages.ts';

/** Worlds make garbage quickly and keep little of it: with a young generation of this size a tenth of their time is saved (measured). */
const YOUNG_GENERATION_MIB = 64;

/** How often a running chunk is asked whether it should stop, in milliseconds. */
const STOP_POLL_MS = 50;

interface Waiting {
  resolve(results: readonly WorldResult[]): void;
  reject(error: Error): void;
}

/** Starts a worker thread that loads `configurationFile` and runs worlds. */
export function threadLane(configurationFile: string, entry: URL = new URL('./thread-main.js', import.meta.url)): Lane {
  const workerData: ThreadData = { configurationFile };
  const worker = new Worker(entry, {
    workerData,
    stdout: false,
    stderr: false,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
  });
  let waiting: Waiting | null = null;
  let death: InternalError | null = null;

  function die(reason: string, cause?: unknown): void {
    death ??= new InternalError('worker-thread-died', `A worker thread died: ${reason}. Run again with --workers 1 to see why.`, { cause });
    waiting?.reject(death);
    waiting = null;
  }

  worker.on('message', (reply: ThreadReply) => {
    const asked = waiting;
    waiting = null;
    if (reply.type === 'results') asked?.resolve(reply.results);
    else asked?.reject(unpackError(reply.error));
  });
  worker.on('error', (error) => die(String(error), error));
  worker.on('exit', (code) => die(`it exited with code ${code}`));

  return {
    async run(chunk: Chunk, stop: () => boolean) {
      const poll = setInterval(() => stop() && send(worker, { type: 'stop' }), STOP_POLL_MS);
      try {
        return await new Promise<readonly WorldResult[]>((resolve, reject) => {
          if (death !== null) return reject(death);
          waiting = { resolve, reject };
          send(worker, { type: 'run', chunk });
        });
      } finally {
        clearInterval(poll);
      }
    },
    async close() {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}

function send(worker: Worker, request: ThreadRequest): void {
  worker.postMessage(request);
}
