/** What a Redis keeps over the end of its process: save points, the append-only file, and what a crash takes. */
export { checkPersistenceMode, parseSavePoints, PERSISTENCE_MODES, type PersistenceMode } from './modes.ts';
export { loadingMs, Persistence, type Checkpoint, type Death, type PowerLoss } from './persistence.ts';
