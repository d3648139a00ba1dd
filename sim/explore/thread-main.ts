/**
 * The program of a worker thread: like the command line it puts the pass-through dispatchers in place before anything else is loaded, then
 * loads the configuration and runs chunks of worlds as they are asked for.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { installDispatchers } from '../kernel/index.ts';
import { sendConsoleToErrors } from './console.ts';
import type { Lane } from './lane.ts';
import { packError, type ThreadData, type ThreadReply, type ThreadRequest } from './messages.ts';

installDispatchers();
sendConsoleToErrors();
process.setSourceMapsEnabled(true);

const { configurationFile } = workerData as ThreadData;
const lane: Promise<Lane> = openLane();
let stopped = false;

// A failure to load is reported as the answer to the first chunk.
lane.catch(() => {});
parentPort?.on('message', (request: ThreadRequest) => {
  if (request.type === 'stop') stopped = true;
  else void answer(request);
});

async function openLane(): Promise<Lane> {
  const { loadConfiguration } = await import('./load-configuration.ts');
  const { localLane } = await import('./local-lane.ts');
  const { suites } = await loadConfiguration(configurationFile);
  return localLane(suites);
}

async function answer(request: Extract<ThreadRequest, { type: 'run' }>): Promise<void> {
  stopped = false;
  try {
    const results = await (await lane).run(request.chunk, () => stopped);
    reply({ type: 'results', results });
  } catch (error) {
    reply({ type: 'failed', error: packError(error) });
  }
}

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}
