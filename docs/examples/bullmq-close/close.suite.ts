/**
 * A job is run by one worker at a time. Two workers, a few long jobs, and a deploy: the first worker is asked to end while it works.
 */
import { Worker as WorkerInstalled, Queue } from 'bullmq';
import { Worker as Worker4127 } from 'bullmq-4.12.7';
import { Worker as Worker4128 } from 'bullmq-4.12.8';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Host, type Settings, type Suite, type World } from 'manyworlds';
import { Renderer, type WorkerClass } from './renderer.ts';

/** The versions of bullmq that the suite can run; `installed` is the project's own. */
const versions: Readonly<Record<string, unknown>> = { '4.12.7': Worker4127, '4.12.8': Worker4128, installed: WorkerInstalled };

interface Scenario {
  /** How long each video takes. */
  readonly videosMs: readonly number[];
  /** When the first worker is asked to end. */
  readonly deployAtMs: number;
}

/** A deploy waits ten minutes for a worker to end. */
const GRACE_MS = 600_000;

export const closeWhileWorking: Suite<Scenario> = defineSuite<Scenario>({
  name: 'close-while-working',
  description: 'a worker of bullmq is closed while it runs a job',
  settings: [{ key: 'version', description: 'the version of bullmq', type: 'choice', choices: Object.keys(versions) }],
  properties: [
    {
      id: 'C1',
      name: 'one-worker-at-a-time',
      kind: 'safety',
      statement: 'a job is not begun by a worker while another one runs it',
      evidence: 'what the workers really ran',
    },
  ],
  goals: ['closed-while-working'],
  worldsDefault: 24,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      videosMs: fc.array(
        fc.integer({ min: 3, max: 18 }).map((tens) => tens * 10_000),
        { minLength: 1, maxLength: 3 },
      ),
      deployAtMs: fc.integer({ min: 1, max: 40 }).map((seconds) => seconds * 1000),
    }),
  build,
});

function build(world: World, { videosMs, deployAtMs }: Scenario, settings: Settings): void {
  addRedis(world);
  const Worker = versions[settings['version'] ?? 'installed'] as WorkerClass;
  const running = new Map<string, { readonly host: string; readonly atMs: number }>();
  let rendered = 0;

  world.host('shop', async () => {
    const queue = new Queue('videos', { connection: { host: 'redis', port: 6379 } });
    for (const index of videosMs.keys()) await queue.add(`video ${index + 1}`, {});
  });

  for (const name of ['worker-1', 'worker-2']) {
    world.host(name, (host: Host) => {
      const renderer = new Renderer(Worker, (video) => render(name, video));
      host.onShutdown(() => {
        if ([...running.values()].some((run) => run.host === name)) world.goal('closed-while-working');
        return renderer.close();
      });
    });
  }
  applyFaults(world, [{ kind: 'shutdown', target: 'worker-1', atMs: deployAtMs, forMs: null, graceMs: GRACE_MS }]);

  async function render(host: string, video: string): Promise<void> {
    const other = running.get(video);
    world.note(host, `begins ${video}`, [video]);
    if (other !== undefined) {
      world.violate({
        property: 'one-worker-at-a-time',
        sentence: `${host} began ${video} while ${other.host} was at it`,
        facts: [
          { atMs: other.atMs, host: other.host, text: `began ${video}` },
          { atMs: world.nowMs, host, text: `began ${video} too` },
        ],
        about: [video],
      });
      return;
    }
    running.set(video, { host, atMs: world.nowMs });
    await sleep(videosMs[Number(video.split(' ')[1]) - 1] ?? 0);
    running.delete(video);
    rendered += 1;
    if (rendered === videosMs.length) world.finish();
  }
}
