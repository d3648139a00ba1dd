/** Exploring many worlds: what a run counts, finds and promises, whatever lanes it has. */
import { describe, expect, it } from 'vitest';
import { EXIT, explore, localLane, verdict, type ExploreRequest, type Lane } from '../../../sim/explore/index.ts';
import { fakeRunWorld, fakeSuite, type FakeBehaviour } from './fake-world.ts';

function request(behaviour: FakeBehaviour, changes: Partial<ExploreRequest> = {}, lanes = 1): ExploreRequest {
  const suite = changes.suite ?? fakeSuite();
  const { run } = fakeRunWorld(behaviour);
  return {
    suite,
    settings: {},
    strategy: 'random',
    baseSeed: 'a1',
    worlds: 200,
    timeMs: null,
    checkDeterminism: false,
    lanes: Array.from({ length: lanes }, () => localLane([suite], run)),
    run,
    ...changes,
  };
}

const endsWith = (digits: string) => (seed: string) => digits.includes(seed.at(-1) ?? '');

describe('a run in which everything holds', () => {
  it('counts worlds, events, virtual time and goals, and exits with 0', async () => {
    const result = await explore(request({}));
    expect(result).toMatchObject({
      worlds: 200,
      events: 2000,
      choices: 1000,
      virtualMs: 20_000,
      violatedWorlds: 0,
      goals: { 'lamp-broke': 200 },
    });
    expect(verdict([result], false)).toBe(EXIT.held);
  });

  it('has one hash for the same seed, whatever the number of lanes', async () => {
    const one = await explore(request({}));
    const three = await explore(request({}, {}, 3));
    expect(three.hash).toBe(one.hash);
    expect(one.hash).toMatch(/^[0-9a-f]{16}$/);
    expect((await explore(request({}, { baseSeed: 'a2' }))).hash).not.toBe(one.hash);
    expect((await explore(request({}, { worlds: 199 }))).hash).not.toBe(one.hash);
  });
});

describe('a run with violated worlds', () => {
  const violates = (seed: string): string | null => {
    if (endsWith('37')(seed)) return `lamp ${Number.parseInt(seed, 16) % 9} flickered`;
    return endsWith('b')(seed) ? 'all lamps went out' : null;
  };

  it('explores all worlds and collects each distinct bug once, by its first world', async () => {
    const result = await explore(request({ violates }));
    expect(result.worlds).toBe(200);
    expect(result.findings).toHaveLength(2);
    expect(result.violatedWorlds).toBe(result.findings.reduce((total, finding) => total + finding.occurrences, 0));
    expect(result.findings[0]?.recorded.trace).toHaveLength(2);
    expect(verdict([result], false)).toBe(EXIT.violated);
  });

  it('finds the same with several lanes', async () => {
    const one = await explore(request({ violates }));
    const three = await explore(request({ violates }, {}, 3));
    expect(three.findings.map(({ fingerprint, index, occurrences }) => [fingerprint, index, occurrences])).toEqual(
      one.findings.map(({ fingerprint, index, occurrences }) => [fingerprint, index, occurrences]),
    );
  });

  it('records at most ten, and counts those that it leaves out', async () => {
    const each = await explore(
      request({ violates: (seed) => `lamp ${'abcdefghijklmnop'.charAt(Number.parseInt(seed.at(-1) ?? '', 16))} flickered` }),
    );
    expect(each.findings).toHaveLength(10);
    expect(each.findingsLeftOut).toBe(6);
    expect(each.findings.map(({ index }) => index)).toEqual(
      each.findings.map(({ index }) => index).toSorted((left, right) => left - right),
    );
  });

  it('stops at the first one when asked to', async () => {
    const result = await explore(request({ violates }, { stopAtFinding: true }));
    expect(result.findings).toHaveLength(1);
    expect(result.worlds).toBe((result.findings[0]?.index ?? 0) + 1);
  });
});

describe('goals', () => {
  const never = { reachesGoal: () => false };

  it('that no world reached make a run of at least 100 worlds inconclusive', async () => {
    const suite = fakeSuite({ worldsDefault: 1000 });
    expect(verdict([await explore(request(never, { suite, worlds: 100 }))], false)).toBe(EXIT.inconclusive);
    expect(verdict([await explore(request(never, { suite, worlds: 99 }))], false)).toBe(EXIT.held);
  });

  it('are judged from the default number on when a suite has a small one', async () => {
    const suite = fakeSuite({ worldsDefault: 5 });
    expect((await explore(request(never, { suite, worlds: 5 }))).goalsMissed).toEqual(['lamp-broke']);
    expect((await explore(request(never, { suite, worlds: 4 }))).goalsMissed).toEqual([]);
  });

  it('are never judged by a single world, which is a replay', async () => {
    const suite = fakeSuite({ worldsDefault: 1 });
    expect(verdict([await explore(request(never, { suite, worlds: 1 }))], false)).toBe(EXIT.held);
  });
});

describe('a run that cannot say', () => {
  it('is inconclusive when a world met its limit, and names the first one', async () => {
    const result = await explore(request({ inconclusive: endsWith('5') }));
    expect(result.inconclusive?.sentence).toBe('gave up after 10 events');
    expect(verdict([result], false)).toBe(EXIT.inconclusive);
  });

  it('is 5 when nothing ran', () => {
    expect(verdict([], false)).toBe(EXIT.nothingRan);
  });

  it('is 130 when it was interrupted, with what it has', async () => {
    const interrupt = new AbortController();
    const result = await explore(request({}, { worlds: 100_000, signal: interrupt.signal, onProgress: () => interrupt.abort() }));
    expect(result.interrupted).toBe(true);
    expect(result.worlds).toBeGreaterThan(0);
    expect(result.worlds).toBeLessThan(100_000);
    expect(verdict([result], true)).toBe(EXIT.interrupted);
  });

  it('ends in time when time is the limit', async () => {
    const result = await explore(request({}, { worlds: null, timeMs: 50 }));
    expect(result.worlds).toBeGreaterThan(0);
    expect(result.wallMs).toBeLessThan(2000);
  });
});

describe('the determinism check', () => {
  it('runs every world twice and names the first difference', async () => {
    const result = await explore(request({ hash: (_seed, run) => (run === 0 ? 'aa' : `b${run}`) }, { checkDeterminism: true, worlds: 2 }));
    expect(result.divergences).toHaveLength(2);
    expect(result.divergences[0]).toMatchObject({ seed: 'a1', between: 'two runs', hashes: ['aa', 'b1'], same: 1 });
    expect(result.divergences[0]?.first?.text).toBe('went off b2');
    expect(result.divergences[0]?.second?.text).toBe('went off b3');
    expect(verdict([result], false)).toBe(EXIT.nondeterministic);
  });

  it('compares the two drains every tenth world', async () => {
    const { run, seeds } = fakeRunWorld();
    const suite = fakeSuite();
    await explore(request({}, { suite, run, lanes: [localLane([suite], run)], checkDeterminism: true, worlds: 20 }));
    expect(seeds).toHaveLength(20 + 20 + 2);
  });
});

describe('a lane that dies', () => {
  it('ends the run with its error instead of waiting for ever', async () => {
    const dead: Lane = { run: () => Promise.reject(new Error('thread gone')), close: () => Promise.resolve() };
    const suite = fakeSuite();
    const healthy = localLane([suite], fakeRunWorld().run);
    await expect(explore(request({}, { suite, lanes: [dead, healthy], worlds: 10_000 }))).rejects.toThrow('thread gone');
  });

  it('is named as the internal error that it is when a world throws', async () => {
    const suite = fakeSuite();
    const lane = localLane([suite], () => Promise.reject(new TypeError('oops')));
    await expect(explore(request({}, { suite, lanes: [lane] }))).rejects.toMatchObject({
      code: 'world-threw',
      message: expect.stringContaining('TypeError: oops') as string,
    });
  });
});
