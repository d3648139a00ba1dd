/** From a suite to one world and to many. */
export type { WorldName, WorldOutcome } from './outcome.ts';
export { runWorld, type RunWorldOptions } from './run-world.ts';
export { defineSuite, type Configuration, type SettingDefinition, type Settings, type Suite } from './suite.ts';
export { UsageError } from './usage-error.ts';
