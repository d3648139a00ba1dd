/** A world at one moment, read off its trace. */
import { describe, expect, it } from 'vitest';
import { createPaint, stateAt, stateLines, unicodeSymbols } from '../../../sim/report/index.ts';
import type { TraceEvent } from '../../../sim/trace/index.ts';
import { c7, event } from './double-scheduling.ts';

const trace: readonly TraceEvent[] = [
  event(0, 0, 0, 'redis', 'start', 'started', { name: 'started' }),
  event(0, 0, 0, 'worker-1', 'start', 'started', { name: 'started' }),
  event(1, 0, 1, 'redis', 'deliver', 'connect', { peer: 'worker-1' }),
  event(1, 0, 1, 'redis', 'connect', 'accepts a connection', { peer: 'worker-1', name: 'worker-1:1>redis:6379' }),
  event(2, 0, 10, 'redis', 'deliver', 'SET c7', { peer: 'worker-1' }),
  event(2, 0, 10, 'redis', 'command', 'SET scheduler:container:state:c7 1', { peer: 'worker-1', ...c7 }),
  event(3, 0, 11, 'world', 'event', 'fault/pause/worker-1 at 11ms'),
  event(3, 0, 11, 'worker-1', 'fault', 'paused for 89ms'),
  event(3, 0, 11, 'worker-1', 'event', 'paused', { name: 'paused' }),
  event(4, 3, 100, 'world', 'event', 'fault/pause/worker-1 at 11ms heals'),
  event(4, 3, 100, 'worker-1', 'event', 'resumed', { name: 'resumed' }),
  event(5, 2, 100, 'worker-1', 'deliver', 'reply to SET c7', { peer: 'redis' }),
  event(6, 1, 150, 'redis', 'fire', 'redis timer 149ms'),
  event(7, 5, 200, 'redis', 'close', 'sees the connection closed', { peer: 'worker-1', name: 'worker-1:1>redis:6379' }),
];

describe('the state of a world at a moment', () => {
  const state = stateAt(trace, 50);

  it('tells what hosts do and whom they are connected to', () => {
    expect(state.hosts).toEqual([
      { name: 'redis', state: 'running', sinceMs: 0, connections: ['worker-1'] },
      { name: 'worker-1', state: 'paused', sinceMs: 11, connections: ['redis'] },
    ]);
    expect(stateAt(trace, 250).hosts.map((host) => [host.state, host.connections.length])).toEqual([
      ['running', 0],
      ['running', 0],
    ]);
  });

  it('tells who changed each key last', () => {
    expect(state.keys).toEqual([
      { key: 'scheduler:container:state:c7', atMs: 10, by: 'worker-1', command: 'SET scheduler:container:state:c7 1' },
    ]);
    expect(stateAt(trace, 5).keys).toEqual([]);
  });

  it('tells what is on the wire, which faults are active and which timers wait', () => {
    expect(state.messages).toEqual([{ from: 'redis', to: 'worker-1', text: 'reply to SET c7', sentMs: 10, arrivesMs: 100 }]);
    expect(state.faults).toEqual([{ host: 'worker-1', text: 'paused for 89ms', fromMs: 11, untilMs: 100 }]);
    expect(state.timers).toEqual([{ host: 'redis', text: 'timer 149ms', setMs: 1, firesMs: 150 }]);
    expect(stateAt(trace, 120).faults).toEqual([]);
  });

  it('reads as text', () => {
    expect(stateLines(state, { paint: createPaint(false), symbols: unicodeSymbols })).toMatchInlineSnapshot(`
      "At 0.050s   9 events recorded so far

      Hosts
        redis     running, connected to worker-1
        worker-1  paused since 0.011s, connected to redis

      Faults
        worker-1 paused for 89ms, since 0.011s until 0.100s

      On the wire
        redis ─▶ worker-1  reply to SET c7  (sent 0.010s, arrives 0.100s)

      Keys, by who changed them last
          0.010s  worker-1  scheduler:container:state:c7  SET scheduler:container:state:c7 1

      Timers
          0.150s  redis     timer 149ms, set at 0.001s"
    `);
  });

  it('of an empty trace is empty', () => {
    expect(stateAt([], 5)).toEqual({ atMs: 5, entries: 0, hosts: [], keys: [], messages: [], faults: [], timers: [] });
  });
});
