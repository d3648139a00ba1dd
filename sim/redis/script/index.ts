/** Lua scripts. */
export { warmUpRedis } from './lua.ts';
export { runScript } from './run.ts';
export { scriptOf, ScriptStore } from './store.ts';
export type { StoredScript } from './store.ts';
