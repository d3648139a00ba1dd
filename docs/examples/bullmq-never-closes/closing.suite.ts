/**
 * `worker.close()` ends. Redis restarts, as it does on the day when everything is updated, and at about the same time a worker without a job
 * is asked to close.
 */
import { Worker as WorkerInstalled } from 'bullmq';
import { Worker as Worker4128 } from 'bullmq-4.12.8';
import fc from 'fast-check';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Settings, type Suite, type World } from 'manyworlds';
import { Sender, type WorkerClass } from './sender.ts';

/** The versions of bullmq that the suite can run; `installed` is the project's own. */
const versions: Readonly<Record<string, unknown>> = { '4.12.8': Worker4128, installed: WorkerInstalled };

interface Scenario {
  /** When Redis is killed, and for how long it is away. */
  readonly restart: { readonly atMs: number; readonly forMs: number };
  /** When the worker is asked to close. */
  readonly closeAtMs: number;
}

/** Redis is there again long before; a platform kills what has not ended by then. */
const PATIENCE_MS = 60_000;

export const neverCloses: Suite<Scenario> = defineSuite<Scenario>({
  name: 'close-ends',
  description: 'a worker of bullmq is closed while Redis restarts',
  settings: [
    { key: 'version', description: 'the version of bullmq', type: 'choice', choices: Object.keys(versions) },
    { key: 'close', description: 'how the worker is closed', type: 'choice', choices: ['gentle', 'forced'] },
  ],
  properties: [
    {
      id: 'E1',
      name: 'close-ends',
      kind: 'liveness',
      statement: 'worker.close() ends within a minute, when Redis is away for at most two seconds and the worker has no job',
      evidence: 'the promise that close() returned',
    },
  ],
  goals: ['closed'],
  worldsDefault: 50,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      restart: fc.record({ atMs: fc.integer({ min: 500, max: 3000 }), forMs: fc.integer({ min: 50, max: 2000 }) }),
      closeAtMs: fc.integer({ min: 500, max: 5000 }),
    }),
  build,
});

function build(world: World, { restart, closeAtMs }: Scenario, settings: Settings): void {
  addRedis(world);
  const Worker = versions[settings['version'] ?? 'installed'] as WorkerClass;

  world.host('worker', () => {
    const sender = new Sender(Worker);
    setTimeout(() => void close(sender), closeAtMs);
  });
  applyFaults(world, [{ kind: 'redis-crash', target: 'redis', keeps: 'everything', loadingMs: 0, ...restart }]);

  async function close(sender: Sender): Promise<void> {
    const owed = world.owe(closeAtMs + PATIENCE_MS, () => ({
      property: 'close-ends',
      sentence: `worker.close() has not ended after ${PATIENCE_MS / 1000} seconds, though Redis is there and the worker has no job`,
      facts: [{ atMs: closeAtMs, host: 'worker', text: 'was asked to close' }],
      about: ['worker'],
    }));
    world.note('worker', 'begins to close', ['worker']);
    await sender.close(settings['close'] === 'forced');
    owed.met();
    world.goal('closed');
    world.finish();
  }
}
