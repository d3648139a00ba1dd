/** Flags about an amount of machine. */
import type { Resources } from '../model.ts';
import { RESOURCE_MAX } from '../request.ts';
import type { FlagDefinition, ParsedArguments } from './flags.ts';

const RANGE = { minimum: 0, maximum: RESOURCE_MAX };

/** What a container asks for or a worker offers. */
export const resourceFlags: readonly FlagDefinition[] = [
  { name: 'cpu', value: 'MILLICORES', description: '1000 is one processor; default: 1000' },
  { name: 'memory', value: 'MIB', description: 'default: 1024' },
  { name: 'gpus', value: 'N', description: 'whole GPUs; default: 0' },
];

/** Reads the flags. @throws SchedulerError INVALID_OPTIONS. */
export function resourcesOf(written: ParsedArguments): Resources {
  return {
    cpuMillicores: written.whole('cpu', 1_000, RANGE),
    memoryMib: written.whole('memory', 1_024, RANGE),
    gpuCount: written.whole('gpus', 0, RANGE),
  };
}
