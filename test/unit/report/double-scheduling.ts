/** A world by hand: a container that ran twice because its worker paused. Stories and diagrams are pinned on it. */
import type { Violation } from '../../../sim/check/index.ts';
import type { StoryFault } from '../../../sim/report/index.ts';
import type { TraceEvent } from '../../../sim/trace/index.ts';

/** What was violated. */
export const violation: Violation = {
  property: 'no-double-scheduling',
  sentence: 'container c7 ran on worker-1 and worker-3 at the same time',
  atMs: 1899,
  facts: [
    { atMs: 1731, host: 'worker-3', text: 'started c7 under delivery token 42' },
    { atMs: 1899, host: 'worker-1', text: 'started c7 under delivery token 41, returned at 1.502s', source: 'src/worker.ts:88' },
  ],
  about: ['c7', 'worker-1'],
};

/** Entries of kernel event `event`, created by event `cause`. */
export const event = (
  event: number,
  cause: number,
  atMs: number,
  host: string,
  kind: TraceEvent['kind'],
  text: string,
  more: Partial<TraceEvent> = {},
): TraceEvent => ({ step: event, event, cause, atMicros: atMs * 1000, host, kind, name: host, text, ...more });

/** What a command on c7 touches. */
export const c7: Pick<TraceEvent, 'keys' | 'writes'> = { keys: ['scheduler:container:state:c7'], writes: ['scheduler:container:state:c7'] };
const onWorker = (worker: string): Pick<TraceEvent, 'keys' | 'writes'> => ({
  keys: ['scheduler:container:state:c7', `scheduler:worker:${worker}`],
  writes: ['scheduler:container:state:c7', `scheduler:worker:${worker}`],
});
const c70 = { keys: ['scheduler:container:state:c70'], writes: ['scheduler:container:state:c70'] };

/** gateway-1 places c7 on worker-1, which pauses; its lease expires, gateway-2 places it on worker-3, and worker-1 wakes up. */
export const trace: readonly TraceEvent[] = [
  event(1, 0, 900, 'redis', 'deliver', 'EVALSHA commit c70', { peer: 'gateway-1' }),
  event(1, 0, 900, 'redis', 'command', 'EVALSHA commit 1 scheduler:container:state:c70 w1', { peer: 'gateway-1', ...c70 }),
  event(2, 0, 1000, 'redis', 'deliver', 'EVALSHA commit c7', { peer: 'gateway-1' }),
  event(2, 0, 1000, 'redis', 'command', 'EVALSHA commit 2 scheduler:container:state:c7 scheduler:worker:w1', {
    peer: 'gateway-1',
    ...onWorker('w1'),
  }),
  event(3, 2, 1010, 'worker-1', 'deliver', 'message c7', { peer: 'redis' }),
  event(4, 0, 1199, 'world', 'event', 'fault/pause/worker-1/0'),
  event(4, 0, 1199, 'worker-1', 'fault', 'paused for 700ms'),
  event(5, 0, 1300, 'worker-2', 'deliver', 'bytes for c7', { peer: 'redis' }),
  event(6, 2, 1502, 'redis', 'fire', 'redis timer 500ms'),
  event(6, 2, 1502, 'redis', 'note', 'lease of c7 expires'),
  event(7, 6, 1720, 'redis', 'deliver', 'EVALSHA commit c7', { peer: 'gateway-2' }),
  event(7, 6, 1720, 'redis', 'command', 'EVALSHA commit 2 scheduler:container:state:c7 scheduler:worker:w3', {
    peer: 'gateway-2',
    ...onWorker('w3'),
  }),
  event(8, 7, 1731, 'worker-3', 'deliver', 'message c7', { peer: 'redis' }),
  event(8, 7, 1731, 'worker-3', 'note', 'starts c7'),
  event(9, 4, 1899, 'world', 'event', 'fault/resume/worker-1'),
  event(9, 4, 1899, 'worker-1', 'event', 'resumed'),
  event(10, 3, 1899, 'worker-1', 'fire', 'worker-1 timer 1ms'),
  event(10, 3, 1899, 'worker-1', 'note', 'starts c7'),
  event(11, 10, 1950, 'worker-1', 'note', 'c7 after the violation'),
];

/** What happens without each fault. */
export const blame: readonly StoryFault[] = [
  { fault: 'paused for 700ms', target: 'worker-1', atMs: 1199, necessary: true, worldsTried: 200, worldsFailing: 0 },
  { fault: 'is killed', target: 'gateway-1', atMs: 400, necessary: false, worldsTried: 200, worldsFailing: 197 },
];
