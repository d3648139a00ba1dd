/** Tests of scripts run twice: on the twin, and on a real redis-server where there is one. Where there is none, that is said. */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { NO_REDIS_SERVER, redisServerAvailable } from '../../e2e/real-redis.ts';
import { realRedis, twinRedis, type ScriptRedis } from './script-redis.ts';

const real = redisServerAvailable();
const servers = [['the twin', twinRedis], ...(real ? [['a real Redis', realRedis] as const] : [])] as const;

/** Describes `subject` once for each Redis; `tests` gets one that answers as soon as a test or a hook runs, and is empty before each test. */
export function describeOnRedis(subject: string, tests: (redis: ScriptRedis) => void): void {
  if (!real) console.warn(`${subject} on a real Redis: ${NO_REDIS_SERVER}`);
  describe.each(servers)(`${subject} on %s`, (_name, open) => {
    let opened: ScriptRedis | null = null;
    const there = (): ScriptRedis => {
      if (opened === null) throw new Error('no Redis yet: it is opened before the first test, not while tests are described');
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(() => there().clear());
    afterAll(() => opened?.close());
    tests({
      run: (script, keys, values) => there().run(script, keys, values),
      command: (name, ...values) => there().command(name, ...values),
      passMs: (ms) => there().passMs(ms),
      clear: () => there().clear(),
      close: () => there().close(),
    });
  });
}
