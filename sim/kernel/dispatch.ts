/**
 * Pass-through dispatchers: installed once a process, as early as possible, because libraries capture timers when they load. Outside a
 * world each calls Node's own function; inside it asks the running world. So a world begins and ends by setting one variable, and
 * nothing needs to be put back, whatever was thrown.
 */
import { syncBuiltinESMExports } from 'node:module';
import { abortSignalPatches } from './patches/abort-signal.ts';
import { asyncContextPatches } from './patches/async-contexts.ts';
import { clockPatches } from './patches/clocks.ts';
import { compressionPatches } from './patches/compression.ts';
import { cryptoPatches } from './patches/crypto.ts';
import { filePatches } from './patches/files.ts';
import { namePatches } from './patches/names.ts';
import { newerNodePatches } from './patches/newer-node.ts';
import type { Patch } from './patches/patch.ts';
import { processPatches } from './patches/process.ts';
import { randomPoolPatches } from './patches/random-pools.ts';
import { refusedPatches } from './patches/refused.ts';
import { signalPatches } from './patches/signals.ts';
import { socketPatches } from './patches/sockets.ts';
import { temporalPatches } from './patches/temporal.ts';
import { timerPatches } from './patches/timers.ts';

export type { Patch } from './patches/patch.ts';

/** Everything that is patched, with a reason each: the whole boundary between a world and the machine. */
export const patchTable: readonly Patch[] = [
  ...clockPatches,
  ...temporalPatches,
  ...timerPatches,
  ...asyncContextPatches,
  ...abortSignalPatches,
  ...cryptoPatches,
  ...randomPoolPatches,
  ...socketPatches,
  ...namePatches,
  ...filePatches,
  ...compressionPatches,
  ...processPatches,
  ...signalPatches,
  ...refusedPatches,
  ...newerNodePatches,
];

const installedKey: unique symbol = Symbol.for('manyworlds.dispatchers');

/** Installs the dispatchers; the second call does nothing. Two copies of the package in one process are refused: worlds would leak. */
export function installDispatchers(): void {
  const registry = globalThis as { [installedKey]?: string };
  const here = import.meta.url;
  if (registry[installedKey] === here) return;
  if (registry[installedKey] !== undefined) {
    throw new Error(
      `manyworlds is loaded twice in this process, from ${registry[installedKey]} and from ${here}; import it from one place only: what setupFiles of the vitest configuration names and what tests and suites import must be one copy, either the package (manyworlds/vitest/setup) or its sources`,
    );
  }
  registry[installedKey] = here;
  for (const patch of patchTable) patch.install();
  syncBuiltinESMExports();
}
