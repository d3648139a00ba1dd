/**
 * A mail that could not be sent is tried again. The first attempt of each mail fails; at some moment Redis forgets its scripts, as it does
 * at SCRIPT FLUSH, or when another server takes its place behind the same connection.
 */
import fc from 'fast-check';
import { addRedis, applyFaults, defineSuite, warmUpRedis, type Settings, type Suite, type World } from 'manyworlds';
import { mailsOnBull, mailsOnBullmq } from './mailer.ts';

/** The packages that may keep the queue. */
const packages = { bull: mailsOnBull, bullmq: mailsOnBullmq };

interface Scenario {
  /** When mails are queued, in milliseconds. */
  readonly mails: readonly number[];
  /** When Redis forgets its scripts. */
  readonly flushAtMs: number;
}

/** Attempts are half a second apart; nobody else is at work. */
const PATIENCE_MS = 10_000;

export const lostRetry: Suite<Scenario> = defineSuite<Scenario>({
  name: 'retries-happen',
  description: 'mails whose first attempt fails, and a Redis that forgets its scripts once',
  settings: [{ key: 'queue', description: 'the package that keeps the queue', type: 'choice', choices: Object.keys(packages) }],
  properties: [
    {
      id: 'R1',
      name: 'retries-happen',
      kind: 'liveness',
      statement: 'a mail that could not be sent is tried again within ten seconds, when it has attempts left',
      evidence: 'the attempts that the worker made',
    },
  ],
  goals: ['tried-again-after-the-flush'],
  worldsDefault: 30,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      mails: fc.array(fc.integer({ min: 500, max: 4000 }), { minLength: 2, maxLength: 5 }),
      flushAtMs: fc.integer({ min: 500, max: 4000 }),
    }),
  build,
});

function build(world: World, { mails, flushAtMs }: Scenario, settings: Settings): void {
  addRedis(world);
  const makeMails = settings['queue'] === 'bullmq' ? mailsOnBullmq : mailsOnBull;
  const owed = new Map<string, ReturnType<World['owe']>>();
  let sent = 0;

  world.host('shop', () => {
    const queue = makeMails();
    mails.forEach((atMs, index) => setTimeout(() => void queue.queue(`mail ${index + 1}`), atMs));
  });
  world.host('mailer', () => makeMails().deliver(send));
  applyFaults(world, [{ kind: 'script-flush', target: 'redis', atMs: flushAtMs }]);

  function send(mail: string): void {
    const retry = owed.get(mail);
    if (retry === undefined) {
      world.note('mailer', `cannot send ${mail}`, [mail]);
      owed.set(mail, oweRetry(mail, world.nowMs));
      throw new Error('the mail server is busy');
    }
    world.note('mailer', `sends ${mail}`, [mail]);
    retry.met();
    if (world.nowMs > flushAtMs) world.goal('tried-again-after-the-flush');
    sent += 1;
    if (sent === mails.length) world.finish();
  }

  function oweRetry(mail: string, failedAtMs: number): ReturnType<World['owe']> {
    return world.owe(failedAtMs + PATIENCE_MS, () => ({
      property: 'retries-happen',
      sentence: `${mail} could not be sent, has two attempts left, and is not tried again in ${PATIENCE_MS / 1000} seconds`,
      facts: [{ atMs: failedAtMs, host: 'mailer', text: `could not send ${mail}` }],
      about: [mail],
    }));
  }
}
