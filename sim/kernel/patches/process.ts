/** The process itself: `process.exit` ends the simulated process, signals to real ones are refused. */
import { dispatch, refuseCall, type Patch } from './patch.ts';

/** process.exit, process.abort, process.kill. */
export const processPatches: readonly Patch[] = [
  {
    api: 'process.exit',
    treatment: 'simulated',
    reason: 'it would end the simulator instead of the host',
    install: () => {
      dispatch(process, 'exit', (world, [code]) => world.exit(Number(code ?? 0)));
    },
  },
  ...['abort', 'kill'].map((name): Patch => ({
    api: `process.${name}`,
    treatment: 'refused',
    reason: 'it would reach a real process',
    install: () => {
      refuseCall(process, name, `process.${name}`, 'Crash a host from the suite or a fault plan instead.');
    },
  })),
];
