/**
 * One `queue.add()` makes one job. While a shop queues mails, its connections to Redis are reset now and then: a request is lost, or the
 * reply to one.
 */
import fc from 'fast-check';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Fault, type Settings, type Suite, type World } from 'manyworlds';
import { Shop, startMailer } from './shop.ts';

interface Scenario {
  /** When orders come, in milliseconds. */
  readonly orders: readonly number[];
  readonly resets: readonly { readonly atMs: number; readonly manner: 'request-lost' | 'reply-lost' | 'idle' }[];
}

export const twoJobs: Suite<Scenario> = defineSuite<Scenario>({
  name: 'one-add-one-job',
  description: 'a shop queues a mail for each order with bullmq, through resets of its connection',
  settings: [
    {
      key: 'job-id',
      description: 'who names the jobs: bullmq counts them, or the shop takes the order’s',
      type: 'choice',
      choices: ['counted', 'order'],
    },
  ],
  properties: [
    {
      id: 'J1',
      name: 'one-add-one-job',
      kind: 'safety',
      statement: 'one queue.add() makes one job, and its mail is sent once',
      evidence: 'the mails that were sent',
    },
  ],
  goals: ['reply-lost', 'all-sent'],
  worldsDefault: 50,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      orders: fc.array(fc.integer({ min: 500, max: 2000 }), { minLength: 1, maxLength: 5 }),
      resets: fc.array(
        fc.record({ atMs: fc.integer({ min: 500, max: 2000 }), manner: fc.constantFrom('request-lost', 'reply-lost', 'idle') }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  build,
});

function build(world: World, { orders, resets }: Scenario, settings: Settings): void {
  addRedis(world);
  const idempotent = settings['job-id'] === 'order';
  const sentAtMs = new Map<string, number>();

  world.host('shop', () => {
    const shop = new Shop();
    orders.forEach((atMs, index) => setTimeout(() => void shop.confirm(`order-${index + 1}`, idempotent), atMs));
  });
  world.host('mailer', () => {
    startMailer(sent);
  });

  function sent(order: string): void {
    const beforeMs = sentAtMs.get(order);
    world.note('mailer', `sends the mail of ${order}`, [order]);
    if (beforeMs === undefined) {
      sentAtMs.set(order, world.nowMs);
      if (sentAtMs.size === orders.length) world.goal('all-sent');
      return;
    }
    world.violate({
      property: 'one-add-one-job',
      sentence: `one queue.add() for ${order} made two jobs: its mail was sent twice`,
      facts: [
        { atMs: beforeMs, host: 'mailer', text: `sent the mail of ${order}` },
        { atMs: world.nowMs, host: 'mailer', text: `sent the mail of ${order} again` },
      ],
      about: [order],
    });
  }

  applyFaults(
    world,
    resets.map(({ atMs, manner }): Fault => ({ kind: 'reset', target: 'shop', peer: 'redis', manner, atMs })),
  );
  world.network.onReplyLost(() => world.goal('reply-lost'));
  world.at(10_000, 'the shop closes', () => world.finish());
}
