/** The suites in real worlds: the default design holds, the baseline shows its known hazards, and the same seed is the same world. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  amnesiaSuite,
  chaosSuite,
  clocksSuite,
  failoverSuite,
  regressions,
  regressionSuite,
  steadySuite,
  traceSuite,
} from '../../../properties/index.ts';
import { runWorld, type Settings, type Suite, type WorldOutcome } from '../../../sim/index.ts';
import { presets, type PresetName } from '../../../src/index.ts';

async function worlds<Scenario>(suite: Suite<Scenario>, count: number, settings: Settings = {}): Promise<WorldOutcome[]> {
  await suite.prepare?.(settings);
  const outcomes: WorldOutcome[] = [];
  for (let seed = 1; seed <= count; seed += 1) outcomes.push(await runWorld(suite, { seed: seed.toString(16), settings }));
  return outcomes;
}

const verdict = (outcome: WorldOutcome): string => outcome.violation?.property ?? (outcome.status === 'held' ? 'holds' : outcome.status);
const verdicts = (outcomes: readonly WorldOutcome[]): string[] => [...new Set(outcomes.map(verdict))].sort();

describe('suites', () => {
  it('steady holds', async () => {
    expect(verdicts(await worlds(steadySuite, 15))).toEqual(['holds']);
  });

  it('chaos holds, and its worlds end by themselves within virtual minutes', async () => {
    const outcomes = await worlds(chaosSuite(), 40);
    expect(verdicts(outcomes)).toEqual(['holds']);
    expect(Math.max(...outcomes.map((outcome) => outcome.virtualMs))).toBeLessThan(60_000);
  });

  it('chaos gives the same world for the same seed', async () => {
    const once = await worlds(chaosSuite(), 5);
    const again = await worlds(chaosSuite(), 5);
    expect(again.map((outcome) => outcome.hash)).toEqual(once.map((outcome) => outcome.hash));
  });

  it('chaos takes the sizes and the fault kind that settings fix', async () => {
    const outcomes = await worlds(chaosSuite(), 3, { gateways: 2, workers: 2, containers: 5, faults: 4, fault: 'pause' });
    expect(verdicts(outcomes)).toEqual(['holds']);
    expect(outcomes.flatMap((outcome) => outcome.faults).every((fault) => fault.includes('paused'))).toBe(true);
  });

  it('chaos says how each world was drawn', async () => {
    const configurations = (await worlds(chaosSuite(), 10)).map(({ configuration }) => configuration);
    for (const configuration of configurations)
      expect(Object.keys(configuration)).toEqual(expect.arrayContaining(['pattern', 'latency', 'repeats']));
    expect(new Set(configurations.map((one) => JSON.stringify(one))).size).toBeGreaterThan(5);
  });

  it('clocks holds, and beyond its bound at least nothing unsafe happens', async () => {
    expect(verdicts(await worlds(clocksSuite, 20))).toEqual(['holds']);
    expect(verdicts(await worlds(clocksSuite, 20, { skew: 'beyond' }))).toEqual(['holds']);
  });

  it('clocks steps, shifts and slows clocks, also that of Redis', async () => {
    const faults = (await worlds(clocksSuite, 30)).flatMap((outcome) => outcome.faults);
    expect(faults.filter((fault) => fault.includes('clock')).length).toBeGreaterThan(10);
    expect(faults.some((fault) => / redis .*clock/.test(fault))).toBe(true);
  });

  it('amnesia holds as far as it is judged, and Redis really forgets', async () => {
    const outcomes = await worlds(amnesiaSuite, 20);
    expect(verdicts(outcomes)).toEqual(['holds']);
    expect(amnesiaSuite.properties.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['no-overcommit', 'lock-recovers-within-ttl', 'new-work-ends']),
    );
    expect(amnesiaSuite.properties.length).toBe(10);
    expect(outcomes.flatMap(({ faults }) => faults).some((fault) => fault.includes('nothing kept'))).toBe(true);
  });

  it('failover holds as far as it is judged, and Redis really fails over', async () => {
    const outcomes = await worlds(failoverSuite, 20);
    expect(verdicts(outcomes)).toEqual(['holds']);
    expect(failoverSuite.properties.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['no-overcommit', 'lock-recovers-within-ttl', 'new-work-ends', 'strays-are-settled']),
    );
    expect(failoverSuite.properties.length).toBe(10);
    expect(outcomes.flatMap(({ faults }) => faults).filter((fault) => fault.includes('is promoted')).length).toBeGreaterThan(5);
  });

  it('what failover does not judge is really not kept', async () => {
    const judge = 'lifecycle,version-monotone,no-lost-request,at-most-once-execution,delivery-token';
    const shown = verdicts(await worlds(failoverSuite, 40, { judge }));
    expect(shown).toContain('lifecycle');
    expect(shown).toContain('version-monotone');
  });

  it('failover finds something in the baseline', async () => {
    expect(verdicts(await worlds(failoverSuite, 15, { preset: 'baseline' })).filter((name) => name !== 'holds')).not.toEqual([]);
  });

  it('the baseline does not hold', async () => {
    expect(verdicts(await worlds(chaosSuite(), 30, { preset: 'baseline' })).filter((name) => name !== 'holds')).not.toEqual([]);
  });
});

const presetNames = Object.keys(presets) as PresetName[];

describe.each(presetNames)('the suite `steady` with %s', (preset) => {
  it('ends every world, and finds nothing but violations', async () => {
    const outcomes = await worlds(steadySuite, 6, { preset });
    expect(outcomes.map(({ status }) => status).filter((status) => status !== 'held' && status !== 'violated')).toEqual([]);
  });
});

describe.each(regressions)('kept world $name', (regression) => {
  it.each(presetNames)('%s', async (preset) => {
    const shown = verdicts(await worlds(regressionSuite(regression, preset), 10));
    const expected = regression.verdicts[preset];
    if (expected === 'holds') expect(shown).toEqual(['holds']);
    else expect(shown).toContain(expected);
  });
});

const folder = process.env['TRACE_DIR'] ?? '../shared/data';
const files = { pods: `${folder}/openb_pod_list_default.csv`, nodes: `${folder}/openb_node_list_all_node.csv` };

describe('trace', () => {
  it.skipIf(!existsSync(files.pods))(`its first tasks run on all machines (needs the trace in ${folder})`, async () => {
    const [outcome] = await worlds(traceSuite, 1, { ...files, tasks: 20, compress: 1_000_000 });
    expect(outcome === undefined ? 'nothing ran' : verdict(outcome)).toBe('holds');
  });
});
