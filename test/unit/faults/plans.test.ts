/** A plan is refused whole, with what is wrong and what there is instead, before anything of it is applied; sound parts can be taken out. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  applyFaults,
  checkPlan,
  FaultPlanError,
  parsePlan,
  soundPart,
  type Fault,
  type FaultBudget,
  type FaultPlan,
  type PlanWorld,
} from '../../../sim/faults/index.ts';
import { simulate } from '../world/simulate.ts';

const world: PlanWorld = {
  hosts: () => ['gateway-1', 'gateway-2', 'worker-1', 'redis'].map((name) => ({ name })),
  offered: (host, kind) => (host === 'redis' && kind === 'redis-crash' ? () => undefined : null),
};

/** What is said of a plan that may be any data; null when it is accepted. */
function refusal(plan: readonly unknown[], budget?: FaultBudget): { code: string; index: number | null; message: string } | null {
  try {
    checkPlan(world, plan as FaultPlan, { budget });
    return null;
  } catch (error) {
    if (!(error instanceof FaultPlanError)) throw error;
    return { code: error.code, index: error.index, message: error.message };
  }
}

const pause = (target: string, atMs: number, forMs: number): Fault => ({ kind: 'pause', target, atMs, forMs });
const crash = (target: string, atMs: number, forMs: number | null): Fault => ({ kind: 'crash', target, atMs, forMs, manner: 'reset' });

describe('a fault that is refused by itself', () => {
  test.each<[string, unknown, string, string]>([
    ['no object', 7, 'not-a-fault', 'fault plan, fault 1: 7 is not a fault; a fault is an object with kind, target and atMs'],
    [
      'an unknown kind',
      { kind: 'paus', target: 'redis', atMs: 1, forMs: 1 },
      'unknown-kind',
      'there is no fault of the kind "paus". Did you mean "pause"? Kinds: crash, shutdown,',
    ],
    ['no kind', { target: 'redis', atMs: 1 }, 'unknown-kind', 'there is no fault of the kind undefined. Kinds:'],
    [
      'an unknown host',
      pause('gatway-1', 5, 10),
      'unknown-host',
      'fault 1 (pause of gatway-1 at 5ms): its target "gatway-1" is not a host of this world. Did you mean "gateway-1"? Hosts: gateway-1, gateway-2, worker-1, redis',
    ],
    ['no target', { kind: 'restart', atMs: 1 }, 'missing-field', 'it has no target: the name of a host'],
    [
      'an unknown link',
      { kind: 'hold', target: 'gateway-1', peer: 'reddis', atMs: 1, forMs: 1, direction: 'both' },
      'unknown-peer',
      'its peer "reddis" is not a host of this world. Did you mean "redis"?',
    ],
    [
      'an unknown host in a group',
      { kind: 'partition', target: 'redis', peers: ['gateway-1', 'x'], atMs: 1, forMs: 1, direction: 'both' },
      'unknown-peer',
      'its peers "x" is not a host',
    ],
    [
      'a link to itself',
      { kind: 'dns', target: 'redis', peer: 'redis', atMs: 1, forMs: 1, code: 'ENOTFOUND' },
      'unknown-peer',
      'its peer is its target redis; a link has two ends',
    ],
    [
      'a kind that the target does not offer',
      { kind: 'redis-crash', target: 'worker-1', atMs: 1, forMs: 1, keeps: 'nothing', loadingMs: 0 },
      'not-offered',
      'nothing at worker-1 can suffer redis-crash; what can: redis',
    ],
    [
      'a kind that nobody offers',
      { kind: 'loading', target: 'redis', atMs: 1, forMs: 1 },
      'not-offered',
      'nothing at redis can suffer loading; nothing in this world can',
    ],
    ['a negative moment', pause('redis', -5, 10), 'bad-moment', 'atMs is -5 and must be a number of milliseconds, at least 0'],
    ['a moment that never comes', pause('redis', Number.POSITIVE_INFINITY, 10), 'bad-moment', 'atMs is Infinity and must be'],
    ['no moment', { kind: 'restart', target: 'redis' }, 'missing-field', 'it has no atMs'],
    ['an end before its beginning', pause('redis', 5, -10), 'ends-before-it-begins', 'forMs is -10: it would end before it begins'],
    [
      'a duration that is no number',
      { ...pause('redis', 5, 0), forMs: Number.NaN },
      'bad-field',
      'forMs is NaN and must be milliseconds, at least 0',
    ],
    [
      'a missing field',
      { kind: 'pause', target: 'redis', atMs: 1 },
      'missing-field',
      'it has no forMs, which pause needs: milliseconds, at least 0',
    ],
    ['an unknown field', { ...pause('redis', 1, 1), formS: 7 }, 'unknown-field', 'pause has no field "formS". Did you mean "forMs"?'],
    [
      'a word that there is not',
      { ...crash('redis', 1, 1), manner: 'quietly' },
      'bad-field',
      'manner is "quietly" and must be "reset" or "silence"',
    ],
    [
      'a minimum above the maximum',
      { kind: 'latency', target: 'redis', peer: 'worker-1', atMs: 1, forMs: 1, minimumMs: 9, maximumMs: 3 },
      'bad-field',
      'minimumMs is 9 and maximumMs 3; the minimum must not be above the maximum',
    ],
    [
      'half a slow tail',
      { kind: 'latency', target: 'redis', peer: 'worker-1', atMs: 1, forMs: 1, minimumMs: 1, maximumMs: 3, slowMs: 9 },
      'bad-field',
      'give both or none',
    ],
    [
      'a partition from nobody',
      { kind: 'partition', target: 'redis', atMs: 1, forMs: 1, direction: 'both' },
      'bad-field',
      'it needs either a peer or a group of peers',
    ],
    [
      'a share above 1',
      { kind: 'message-loss', target: 'redis', atMs: 1, forMs: 1, share: 30 },
      'bad-field',
      'share is 30 and must be a share from 0 to 1',
    ],
    [
      'a cause of an unknown host',
      { ...pause('redis', 1, 1), when: { host: 'x', does: 'sent', what: 'a', occurrence: 1 } },
      'unknown-host',
      'its cause "x" is not a host',
    ],
    [
      'a cause that cannot be seen',
      { ...pause('redis', 1, 1), when: { does: 'thinks', what: 'a', occurrence: 1 } },
      'bad-cause',
      'when.does is "thinks" and must be "sent", "received" or "deed"',
    ],
    [
      'a cause without words',
      { ...pause('redis', 1, 1), when: { does: 'deed', what: ' ', occurrence: 1 } },
      'bad-cause',
      'when.what is " "',
    ],
    [
      'a cause that never occurs',
      { ...pause('redis', 1, 1), when: { does: 'deed', what: 'placed', occurrence: 0 } },
      'bad-cause',
      'when.occurrence is 0 and must be a whole number, at least 1',
    ],
  ])('%s', (_what, fault, code, sentence) => {
    const refused = refusal([fault]);
    expect(refused).toMatchObject({ code, index: 0 });
    expect(refused?.message).toContain(sentence);
  });
});

describe('faults that do not go together', () => {
  test.each<[string, readonly Fault[], string, number, string]>([
    [
      'a restart of a host that runs',
      [{ kind: 'restart', target: 'redis', atMs: 9 }],
      'not-down',
      0,
      'redis runs at that time; crash it before',
    ],
    [
      'a restart behind the end of a crash',
      [crash('redis', 1, 5), { kind: 'restart', target: 'redis', atMs: 9 }],
      'not-down',
      1,
      'redis runs at that time',
    ],
    [
      'a crash of a host that is down',
      [crash('redis', 100, 400), crash('redis', 300, 5)],
      'already-down',
      1,
      'redis is down then, by fault 1 (crash of redis) from 100ms to 500ms',
    ],
    ['a pause of a host that is down', [pause('redis', 300, 5), crash('redis', 100, null)], 'already-down', 0, 'from 100ms for good'],
    [
      'two pauses at the same time',
      [pause('redis', 100, 50), pause('redis', 149, 5)],
      'overlap',
      1,
      'the standstill of redis is not over yet, by fault 1 (pause of redis) from 100ms to 150ms',
    ],
    [
      'two partitions of the same link',
      [
        { kind: 'partition', target: 'redis', peers: ['worker-1', 'gateway-1'], atMs: 1, forMs: 9, direction: 'outgoing' },
        { kind: 'partition', target: 'gateway-1', peer: 'redis', atMs: 5, forMs: 9, direction: 'incoming' },
      ],
      'overlap',
      1,
      'the partition of redis>gateway-1 is not over yet',
    ],
  ])('%s', (_what, plan, code, index, sentence) => {
    const refused = refusal(plan);
    expect(refused).toMatchObject({ code, index });
    expect(refused?.message).toContain(sentence);
  });

  test.each<[string, readonly Fault[]]>([
    ['one fault behind the other', [pause('redis', 100, 50), pause('redis', 150, 50)]],
    [
      'two ways of one link',
      [
        { kind: 'partition', target: 'redis', peer: 'worker-1', atMs: 1, forMs: 9, direction: 'outgoing' },
        { kind: 'partition', target: 'redis', peer: 'worker-1', atMs: 1, forMs: 9, direction: 'incoming' },
      ],
    ],
    [
      'a restart of what was crashed for good, and another crash',
      [crash('redis', 1, null), { kind: 'restart', target: 'redis', atMs: 5 }, crash('redis', 6, 1)],
    ],
    [
      'a restart of what a cause may have crashed',
      [
        { ...crash('redis', 5, null), when: { does: 'deed', what: 'x', occurrence: 1 } },
        { kind: 'restart', target: 'redis', atMs: 9 },
      ],
    ],
    [
      'causes, whose moments nobody knows',
      [pause('redis', 1, 9), { ...pause('redis', 5, 9), when: { does: 'deed', what: 'x', occurrence: 1 } }],
    ],
  ])('accepted: %s', (_what, plan) => {
    expect(refusal(plan)).toBe(null);
  });
});

describe('a budget', () => {
  test('of faults', () => {
    const plan = [pause('redis', 1, 1), pause('worker-1', 1, 1), pause('gateway-1', 1, 1)];
    expect(refusal(plan, { faultsMax: 3 })).toBe(null);
    expect(refusal(plan, { faultsMax: 2 })).toMatchObject({
      code: 'budget',
      index: 2,
      message: 'fault plan, fault 3: the plan has 3 faults and its budget is 2',
    });
  });

  test('of hosts that are down at the same time', () => {
    const apart = [crash('worker-1', 1, 4), crash('gateway-1', 5, 4)];
    const together = [crash('worker-1', 1, 5), crash('gateway-1', 5, 4)];
    expect(refusal(apart, { faultsMax: 9, downMax: 1 })).toBe(null);
    expect(refusal(together, { faultsMax: 9, downMax: 1 })).toMatchObject({ code: 'budget', index: 1 });
    expect(refusal(together, { faultsMax: 9, downMax: 1 })?.message).toContain(
      'worker-1, gateway-1 would be down at the same time; the budget allows 1',
    );
    expect(refusal(together, { faultsMax: 9, downMax: 2 })).toBe(null);
  });
});

describe('plans', () => {
  test('are refused before anything of them is applied', async () => {
    let code = '';
    const result = await simulate((here) => {
      here.host('a', () => undefined);
      try {
        applyFaults(here, [pause('a', 10, 5), pause('b', 20, 5)]);
      } catch (error) {
        if (error instanceof FaultPlanError) ({ code } = error);
      }
      here.at(100, 'end', () => here.finish());
    });
    expect(code).toBe('unknown-host');
    expect(result.faults).toEqual([]);
  });

  test('without what would be refused are their sound part', () => {
    const plan = [crash('redis', 100, 400), pause('nobody', 1, 1), crash('redis', 300, 5), pause('worker-1', 1, 1)];
    expect(soundPart(world, plan)).toEqual([plan[0], plan[3]]);
    expect(soundPart(world, plan, { budget: { faultsMax: 1 } })).toEqual([plan[0]]);
  });

  test('are read from files, and errors name file and place', () => {
    const text = JSON.stringify([pause('redis', 1, 1), { kind: 'paus', target: 'redis', atMs: 5 }]);
    expect(parsePlan(JSON.stringify([pause('redis', 1, 1)]), 'plan.json')).toEqual([pause('redis', 1, 1)]);
    expect(() => parsePlan(text, 'plan.json')).toThrow('plan.json, fault 2: there is no fault of the kind "paus". Did you mean "pause"?');
    expect(() => parsePlan('[{', 'plan.json')).toThrow('plan.json is not JSON: ');
    expect(() => parsePlan('{}', 'plan.json')).toThrow('plan.json holds no list of faults');
    expect(() => checkPlan(world, [pause('x', 1, 1)], { source: 'plan.json' })).toThrow(
      'plan.json, fault 1 (pause of x at 1ms): its target "x"',
    );
  });

  test('in the documents are sound', () => {
    const text = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
    const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(refusal(parsePlan(block, 'docs/faults.md'))).toBe(null);
  });
});
