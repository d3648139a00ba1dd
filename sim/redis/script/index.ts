/** Lua scripts. */
export { warmUpRedis } from './lua.ts';
export { declaresWrites } from './declared.ts';
export { LongCommand } from './long-command.ts';
export { FunctionLibraries } from './libraries.ts';
export { NOT_READ_ONLY, runFunction, runScript } from './run.ts';
export { scriptOf, ScriptStore } from './store.ts';
export type { LongRun } from './long-command.ts';
export type { Library } from './libraries.ts';
export type { StoredScript } from './store.ts';
