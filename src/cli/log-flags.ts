/** Flags about the log of a role. */
import { LOG_LEVELS } from '../log-level.ts';
import type { FlagDefinition } from './flags.ts';

/** Flags of roles. */
export const logFlags: readonly FlagDefinition[] = [
  { name: 'log-level', value: 'LEVEL', description: `${LOG_LEVELS.join(', ')}; default: info` },
  { name: 'log-format', value: 'FORMAT', description: 'json or text; default: text when standard error is a terminal' },
];
