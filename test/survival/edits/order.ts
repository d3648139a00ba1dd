/** Edits that change the order of independent steps, the number of awaits, or how much chance is used. */
import type { Edit } from '../edit.ts';

/** All of them. */
export const order: readonly Edit[] = [
  {
    name: 'reordered-commands',
    what: 'a registration forgets the removal first and then enters the index',
    replacements: [
      {
        file: 'src/scripts/membership.ts',
        from: "redis.call('SADD', KEYS[2], worker)\nredis.call('ZREM', '${WORKER_REMOVED_KEY}', worker)\n",
        to: "redis.call('ZREM', '${WORKER_REMOVED_KEY}', worker)\nredis.call('SADD', KEYS[2], worker)\n",
      },
    ],
  },
  {
    name: 'reordered-start',
    what: 'a worker begins to live before it subscribes to its wake-ups',
    replacements: [
      {
        file: 'src/worker/worker.ts',
        from: '  const subscriber = role.subscribe(machine.channel, (payload) => machine.hear(payload));\n  const entry = new Entry(role);\n  const over = entry.admitted.then((isIn) => (isIn ? machine.run() : undefined));',
        to: '  const entry = new Entry(role);\n  const over = entry.admitted.then((isIn) => (isIn ? machine.run() : undefined));\n  const subscriber = role.subscribe(machine.channel, (payload) => machine.hear(payload));',
      },
    ],
  },
  {
    name: 'extra-random-number',
    what: 'a gateway draws one more random id when it starts',
    replacements: [
      {
        file: 'src/parts/leased/committer.ts',
        from: '    const life = randomUUID();\n',
        to: '    randomUUID();\n    const life = randomUUID();\n',
      },
    ],
  },
  {
    name: 'extra-await-in-submit',
    what: 'a submission yields once before it is sent',
    replacements: [
      {
        file: 'src/client/client.ts',
        from: '      const payload = encodeRequest(request);\n',
        to: '      const payload = encodeRequest(request);\n      await Promise.resolve();\n',
      },
    ],
  },
  {
    name: 'extra-log-call',
    what: 'a gateway says how many requests it took',
    replacements: [
      {
        file: 'src/gateway/gateway.ts',
        from: 'const { requests, reapDue, nextReadyMs } = await this.#intake.take(isApart ? undefined : places);\n',
        to: "const { requests, reapDue, nextReadyMs } = await this.#intake.take(isApart ? undefined : places);\n    this.#role.emit({ kind: 'took', detail: `${requests.length} requests` });\n",
      },
    ],
  },
];
