/** Edits that change what is sent to Redis, and in how many pieces. */
import type { Edit } from '../edit.ts';

/** All of them. */
export const traffic: readonly Edit[] = [
  {
    name: 'extra-awaited-read',
    what: 'a gateway awaits one more read before it reads the workers',
    replacements: [
      {
        file: 'src/parts/leased/snapshot.ts',
        from: '      async read() {\n',
        to: '      async read() {\n        await link.client.exists(WORKER_REVISION_KEY);\n',
      },
    ],
  },
  {
    name: 'extra-round-trip-at-start',
    what: 'a worker sends a PING before it registers',
    replacements: [
      {
        file: 'src/worker/worker.ts',
        from: '    let sentAt = performance.now();\n    let holder = await membership.register(identity,',
        to: '    await this.#role.link.client.ping();\n    let sentAt = performance.now();\n    let holder = await membership.register(identity,',
      },
    ],
  },
  {
    name: 'requeue-one-by-one',
    what: 'requests go back to the backlog with one pipelined script each, not with one for all',
    replacements: [
      {
        file: 'src/parts/leased/retry.ts',
        from: '[...byToken([...waitMs.keys()])].map(([token, group]) =>\n        link.run(script, [LEASES_KEY], [token, timings.reservationTtlMs, ...group.flatMap((taken) => requeued(taken, waitMs.get(taken)))]),\n      );',
        to: '[...byToken([...waitMs.keys()])].flatMap(([token, group]) =>\n        group.map((taken) => link.run(script, [LEASES_KEY], [token, timings.reservationTtlMs, ...requeued(taken, waitMs.get(taken))])),\n      );',
      },
    ],
  },
  {
    name: 'larger-pipeline',
    what: 'a gateway asks how long the backlog is in the same pipeline as its look',
    replacements: [
      {
        file: 'src/parts/leased/intake.ts',
        from: '        const reply = asList(await link.run(script, keys, values));',
        to: '        link.client.zcard(BACKLOG_KEY).catch(() => undefined);\n        const reply = asList(await link.run(script, keys, values));',
      },
    ],
  },
  {
    name: 'named-connections',
    what: 'connections tell Redis a name, so each begins with one more command',
    replacements: [
      {
        file: 'src/redis/link.ts',
        from: '    disableClientInfo: true,\n',
        to: "    disableClientInfo: true,\n    connectionName: 'scheduler',\n",
      },
    ],
  },
  {
    name: 'extra-publish',
    what: 'a release also publishes which container ended, to nobody',
    replacements: [
      {
        file: 'src/scripts/execution.ts',
        from: 'wake_waiting(2, ARGV[1])\nreturn 1\n',
        to: "wake_waiting(2, ARGV[1])\nredis.call('PUBLISH', 'scheduler:events:released', ARGV[2])\nreturn 1\n",
      },
    ],
  },
];
