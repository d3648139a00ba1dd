/**
 * One process at a time writes the report. Two processes want to, and the network between one of them and Redis is cut for some seconds.
 */
import fc from 'fast-check';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Fault, type Settings, type Suite, type World } from 'manyworlds';
import { takeMutex, takeRedlock, writeReport } from './report.ts';

/** The packages that may keep the lock. */
const packages = { 'redis-semaphore': takeMutex, redlock: takeRedlock };

interface Scenario {
  /** When each process begins, and how many steps of 100 ms it has to do. */
  readonly reports: readonly { readonly atMs: number; readonly steps: number }[];
  readonly cut: { readonly process: string; readonly atMs: number; readonly forMs: number };
}

const report = fc.record({ atMs: fc.integer({ min: 100, max: 3000 }), steps: fc.integer({ min: 100, max: 250 }) });

export const lockOutlivesLease: Suite<Scenario> = defineSuite<Scenario>({
  name: 'one-writer',
  description: 'two processes write a report under a lock, and one is cut off from Redis for some seconds',
  settings: [{ key: 'lock', description: 'the package that keeps the lock', type: 'choice', choices: Object.keys(packages) }],
  properties: [
    {
      id: 'O1',
      name: 'one-writer',
      kind: 'safety',
      statement: 'no process does a step while another one is between its steps',
      evidence: 'the steps that the processes did',
    },
  ],
  goals: ['both-wrote', 'cut-while-writing'],
  worldsDefault: 30,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      reports: fc.tuple(report, report),
      cut: fc.record({
        process: fc.constantFrom('process-1', 'process-2'),
        atMs: fc.integer({ min: 4000, max: 16_000 }),
        forMs: fc.integer({ min: 1000, max: 8000 }),
      }),
    }),
  build,
});

function build(world: World, { reports, cut }: Scenario, settings: Settings): void {
  addRedis(world);
  const makeTake = settings['lock'] === 'redlock' ? takeRedlock : takeMutex;
  /** Who is at it, since its first step and until its last one has ended. */
  const writing = new Map<string, number>();
  let finished = 0;

  reports.forEach(({ atMs, steps }, index) => {
    const name = `process-${index + 1}`;
    world.host(name, () => {
      const take = makeTake();
      setTimeout(() => void write(), atMs);

      async function write(): Promise<void> {
        await writeReport(take, steps, { step: () => step(name), close: () => writing.delete(name) });
        finished += 1;
        if (finished === reports.length) {
          world.goal('both-wrote');
          world.finish();
        }
      }
    });
  });

  const plan: Fault[] = [{ kind: 'partition', target: cut.process, peer: 'redis', atMs: cut.atMs, forMs: cut.forMs, direction: 'both' }];
  applyFaults(world, plan);
  world.at(cut.atMs, 'is the process that is cut off writing?', () => {
    if (writing.has(cut.process)) world.goal('cut-while-writing');
  });

  function step(name: string): void {
    if (!writing.has(name)) world.note(name, 'begins to write', ['report']);
    const sinceMs = writing.get(name) ?? world.nowMs;
    writing.set(name, sinceMs);
    const other = [...writing].find(([candidate]) => candidate !== name);
    if (other === undefined) return;
    const [otherName, otherSinceMs] = other;
    world.violate({
      property: 'one-writer',
      sentence: `${name} writes while ${otherName} does`,
      facts: [
        { atMs: otherSinceMs, host: otherName, text: 'got the lock and began to write' },
        { atMs: sinceMs, host: name, text: 'got the lock and began to write' },
      ].toSorted((left, right) => left.atMs - right.atMs),
      about: ['report'],
    });
  }
}
