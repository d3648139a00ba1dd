/** Edits that change when something happens: intervals, delays, timers. */
import type { Edit } from '../edit.ts';

/** All of them. */
export const rhythm: readonly Edit[] = [
  {
    name: 'other-poll-interval',
    what: 'a gateway looks at the backlog a tenth more often',
    replacements: [
      {
        file: 'src/gateway/gateway.ts',
        from: 'Math.min(pollMs, nextReadyMs, returnedMs)',
        to: 'Math.min(Math.ceil(pollMs * 0.9), nextReadyMs, returnedMs)',
      },
    ],
  },
  {
    name: 'other-heartbeat-period',
    what: 'a worker renews a fifth more often',
    replacements: [
      {
        file: 'src/worker/worker.ts',
        from: 'waitMs: number = this.#role.timings.keepaliveMs): void {',
        to: 'waitMs: number = this.#role.timings.keepaliveMs * 0.8): void {',
      },
    ],
  },
  {
    name: 'additional-timer',
    what: 'a gateway has one more timer, which does nothing',
    replacements: [
      {
        file: 'src/gateway/gateway.ts',
        from: '  const ended = entry.admitted.then((isIn) => (isIn ? loops.run() : undefined));',
        to: '  const ended = entry.admitted.then((isIn) => (isIn ? loops.run() : undefined));\n  const idle = setInterval(() => undefined, 700);\n  void ended.finally(() => clearInterval(idle));',
      },
    ],
  },
  {
    name: 'other-reconnect-delay',
    what: 'the wait before a connection is opened again begins at 40 ms and not at 25',
    replacements: [{ file: 'src/redis/link.ts', from: '25 * 2 ** Math.min(attempt, 10)', to: '40 * 2 ** Math.min(attempt, 10)' }],
  },
  {
    name: 'idle-reaper-lets-go-earlier',
    what: 'an idle reaper gives its lock back after two fifths of the TTL and not after half of it',
    replacements: [{ file: 'src/parts/leased/reaper.ts', from: 'const IDLE_SHARE = 0.5;', to: 'const IDLE_SHARE = 0.4;' }],
  },
];
