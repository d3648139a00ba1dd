/**
 * Every command gets an answer or an error. A client sends commands while the connection to Redis is reset a few times; once the network
 * is quiet, nothing that was asked for may hang.
 */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { Redis as Redis530 } from 'ioredis-5.3.0';
import { Redis as Redis531 } from 'ioredis-5.3.1';
import { Redis as Redis600 } from 'ioredis6';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Fault, type Settings, type Suite, type World } from 'manyworlds';
import { VisitCounter, type Client } from './counter.ts';

type ClientClass = new (
  url: string,
  options: { autoResendUnfulfilledCommands?: boolean; retryStrategy?: (attempt: number) => number | null },
) => Client;

/** The versions of ioredis that the suite can run; `installed` is the project's own. */
const versions: Readonly<Record<string, ClientClass>> = {
  '5.3.0': Redis530,
  '5.3.1': Redis531,
  '6.0.0': Redis600,
  installed: Redis,
};

interface Scenario {
  /** When visitors come, in milliseconds. */
  readonly visits: readonly number[];
  readonly resets: readonly { readonly atMs: number; readonly manner: 'request-lost' | 'reply-lost' | 'idle' }[];
}

/** All resets have happened by then. */
const QUIET_MS = 2000;
/** ioredis connects again after 2 seconds at the latest. */
const PATIENCE_MS = 10_000;

export const lostCommands: Suite<Scenario> = defineSuite<Scenario>({
  name: 'lost-commands',
  description: 'commands of ioredis through resets that follow each other closely',
  settings: [
    { key: 'version', description: 'the version of ioredis', type: 'choice', choices: Object.keys(versions) },
    { key: 'resend', description: 'autoResendUnfulfilledCommands of ioredis', type: 'choice', choices: ['on', 'off'] },
    {
      key: 'attempts',
      description: 'reconnects after which the client gives up; for ever when absent',
      type: 'integer',
      minimum: 1,
      maximum: 20,
    },
  ],
  properties: [
    {
      id: 'L1',
      name: 'every-command-settles',
      kind: 'liveness',
      statement: 'a command is answered or fails within ten seconds of quiet',
      evidence: 'the promises that the client returned',
    },
  ],
  goals: ['reset-while-in-flight'],
  worldsDefault: 100,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      visits: fc.array(fc.integer({ min: 50, max: 400 }), { minLength: 3, maxLength: 10 }),
      resets: fc.array(
        fc.record({ atMs: fc.integer({ min: 50, max: 500 }), manner: fc.constantFrom('request-lost', 'reply-lost', 'idle') }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  build,
});

function build(world: World, scenario: Scenario, settings: Settings): void {
  addRedis(world);
  const Client = versions[settings['version'] ?? 'installed'] ?? Redis;
  const options = {
    autoResendUnfulfilledCommands: settings['resend'] !== 'off',
    ...(settings['attempts'] === undefined
      ? {}
      : { retryStrategy: (attempt: number) => (attempt > Number(settings['attempts']) ? null : 50) }),
  };
  let waiting = scenario.visits.length;

  world.host('web', () => {
    const counter = new VisitCounter(new Client('redis://redis:6379', options));
    scenario.visits.forEach((atMs, index) => setTimeout(() => void visit(counter, index + 1), atMs));
  });

  async function visit(counter: VisitCounter, number: number): Promise<void> {
    const owed = world.owe(QUIET_MS + PATIENCE_MS, () => ({
      property: 'every-command-settles',
      sentence: `visit ${number} still waits for the answer to its INCR, ${PATIENCE_MS / 1000} seconds after the last reset`,
      facts: [{ atMs: world.nowMs, host: 'web', text: `visit ${number} has neither an answer nor an error` }],
      about: ['visits'],
    }));
    await counter.visit().catch(() => undefined);
    owed.met();
    waiting -= 1;
    if (waiting === 0) world.finish();
  }

  const plan = scenario.resets.map(({ atMs, manner }): Fault => ({ kind: 'reset', target: 'web', peer: 'redis', manner, atMs }));
  applyFaults(world, plan);
  world.network.onReplyLost(() => world.goal('reset-while-in-flight'));
}
