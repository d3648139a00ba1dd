/** Signals: a listener that a program registers on `process` belongs to its simulated process, which is the one that may be asked to end. */
import type { ActiveWorld } from '../active-world.ts';
import { dispatch, type Patch } from './patch.ts';

/** Listens to a signal. */
export type SignalListener = (signal: string, number: number) => void;

const signals: ReadonlySet<unknown> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']);

function patchMethod(name: string, handle: (world: ActiveWorld, signal: string, listener: SignalListener) => void): Patch {
  return {
    api: `process.${name}`,
    treatment: 'simulated',
    reason: 'a listener of the real process would outlive the world, and never hear that its host is shut down',
    install: () => {
      dispatch(process, name, (world, args, original) => {
        const [event, listener] = args;
        if (!signals.has(event) || typeof listener !== 'function') return Reflect.apply(original, process, args);
        handle(world, String(event), listener as SignalListener);
        return process;
      });
    },
  };
}

/** process.on and its relatives, for signals; every other event is Node's own matter. */
export const signalPatches: readonly Patch[] = [
  ...['on', 'addListener', 'prependListener'].map((name) =>
    patchMethod(name, (world, signal, listener) => world.onSignal(signal, listener, false)),
  ),
  ...['once', 'prependOnceListener'].map((name) => patchMethod(name, (world, signal, listener) => world.onSignal(signal, listener, true))),
  ...['off', 'removeListener'].map((name) => patchMethod(name, (world, signal, listener) => world.offSignal(signal, listener))),
];
