/** AbortSignal.timeout: its timer is the machine's, so a world makes one of its own. */
import { WorldTimeout } from '../world-timeout.ts';
import { dispatch, type Patch } from './patch.ts';

/** AbortSignal.timeout. */
export const abortSignalPatches: readonly Patch[] = [
  {
    api: 'AbortSignal.timeout',
    treatment: 'simulated',
    reason: 'its timer runs in real time',
    install: () => {
      dispatch(AbortSignal, 'timeout', (world, [delayMs]) => {
        const controller = new AbortController();
        new WorldTimeout(
          world,
          () => {
            controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
          },
          delayMs,
          [],
          false,
        ).unref();
        return controller.signal;
      });
    },
  },
];
