/**
 * An unhandled rejection or an uncaught exception inside a world kills a simulated host, as it kills a Node process; it must reach neither
 * the real process nor the listeners that a test runner has installed. For the length of a world our listeners stand in for all others.
 */

/** Told of an error that nobody handled. */
export type ProcessErrorListener = (error: unknown, kind: 'unhandled rejection' | 'uncaught exception') => void;

const eventNames = ['unhandledRejection', 'uncaughtException', 'rejectionHandled', 'warning', 'multipleResolves'] as const;

/** Replaces the process's error listeners; the function returned puts the old ones back. */
export function captureProcessErrors(listener: ProcessErrorListener): () => void {
  const emitter: NodeJS.EventEmitter = process;
  const saved = eventNames.map((name) => ({ name, listeners: emitter.rawListeners(name) }));
  for (const { name } of saved) emitter.removeAllListeners(name);
  emitter.on('unhandledRejection', (reason: unknown) => {
    listener(reason, 'unhandled rejection');
  });
  emitter.on('uncaughtException', (error: unknown) => {
    listener(error, 'uncaught exception');
  });
  emitter.on('rejectionHandled', ignore);
  emitter.on('warning', ignore);
  return () => {
    for (const { name, listeners } of saved) {
      emitter.removeAllListeners(name);
      for (const old of listeners) emitter.on(name, old as (...args: unknown[]) => void);
    }
  };
}

function ignore(): void {
  // A late handler or a warning of a world says nothing about the real process.
}
