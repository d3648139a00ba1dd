/** Ids that are used twice: by another request behind a container's end, and by another process behind a worker's. On the twin and on a real Redis. */
import { describe, expect, it } from 'vitest';
import { ConflictingRequestError } from '../../../src/index.ts';
import { requestDigestKey } from '../../../src/keys.ts';
import { acknowledged, Crew, identity, request, taken, TIMINGS } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

describeOnRedis('ids used twice', (redis) => {
  const worker = identity('life-1');

  describe('a submission under the id of a container that has ended', () => {
    const ends: readonly (readonly [string, (all: Crew) => Promise<unknown>])[] = [
      ['stopped', async (all) => (await all.submit(request('c')), all.stop.stop('c'))],
      ['failed', async (all) => all.failure.fail([await taken(all, 'c')], 'retry_limit')],
      ['exited', async (all) => all.release.release(worker, await acknowledged(all, 'c'), { kind: 'exited', exitCode: 9 })],
      ['lost', async (all) => (await acknowledged(all, 'c'), all.membership.leave(worker))],
    ];
    it.each(ends)('and %s is refused when it is another request, as long as the outcome is known', async (kind, end) => {
      const all = new Crew(redis);
      await end(all);
      expect(await all.submit(request('c'))).toMatchObject({ status: 'ended', outcome: { kind } });
      await expect(all.submit(request('c', { cpuMillicores: 1 }))).rejects.toThrow(ConflictingRequestError);
      expect(Number(await redis.command('PTTL', requestDigestKey('c')))).toBeGreaterThan(TIMINGS.outcomeTtlMs / 2);
    });

    it('is told the outcome when an older version left no digest beside it', async () => {
      const all = new Crew(redis);
      await all.submit(request('c'));
      await all.stop.stop('c');
      await redis.command('DEL', requestDigestKey('c'));
      expect(await all.submit(request('c', { cpuMillicores: 1 }))).toMatchObject({ status: 'ended' });
    });
  });

  describe('a worker that was in before', () => {
    const again = identity('life-3');
    const lives = { earlier: ['life-1', 'life-2'], seen: '' };

    it('takes over from itself and from nobody', async () => {
      const { membership } = new Crew(redis);
      expect(await membership.register(identity('life-2'))).toBeNull();
      expect(await membership.register(again, lives)).toBeNull();
      expect(await membership.register(again, lives)).toBeNull();
      await membership.leave(again);
      expect(await membership.register(again, lives)).toBeNull();
    });

    it('is not replaced by a message of one of its own lives that are over', async () => {
      const { membership } = new Crew(redis);
      await membership.register(again, lives);
      for (const life of lives.earlier) expect(await membership.register(identity(life))).toMatch(/^life-3 \d+$/);
    });

    it('is told of another process that holds its id, and takes over only when that one does not renew', async () => {
      const { membership } = new Crew(redis);
      await membership.register(identity('other'));
      const seen = (await membership.register(again, lives)) ?? '';
      expect(seen).toMatch(/^other \d+$/);
      await redis.passMs(5);
      await membership.renew(identity('other'));
      const renewed = (await membership.register(again, { ...lives, seen })) ?? '';
      expect(renewed).toMatch(/^other \d+$/);
      expect(renewed).not.toBe(seen);
      expect((await membership.renew(identity('other'))).status).toBe('renewed');
      const last = (await membership.register(again, lives)) ?? '';
      expect(await membership.register(again, { ...lives, seen: last })).toBeNull();
      expect((await membership.renew(identity('other'))).status).toBe('replaced');
    });
  });
});
