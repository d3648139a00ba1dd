/**
 * What a crash point costs with 100,000 keys: a moment that the data can be taken back to, and the way back over the writes since. Beside it, SAVE
 * of a real redis-server with the same keys.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisServerAvailable, startRealRedis } from '../e2e/real-redis.ts';
import { figure, type Figure, type Reference } from './figure.ts';
import { idleServer, microsecondsEach } from './redis-engines.ts';

const keys = 100_000;
const writes = 10;
const aimMicroseconds = 50;
const stride = 7919;

const names: readonly string[] = Array.from({ length: keys }, (_unused, index) => `name:${index}`);

/** Microseconds for a snapshot behind some writes, and the same with the way back over them. */
function twinMicroseconds(): { readonly snapshot: number; readonly back: number } {
  const server = idleServer();
  for (const name of names) server.execute('SET', name, 'value');
  const first = server.persistence.checkpoint();
  let last = 0;
  const write = (): void => {
    for (let count = 0; count < writes; count++) server.execute('SET', names[(last++ * stride) % keys] ?? '', String(last));
  };
  // Each snapshot takes the place of the one before, as a file does.
  let point = first;
  const snapshot = microsecondsEach(() => {
    write();
    const next = server.persistence.checkpoint();
    point.release();
    point = next;
  }, 2000);
  const back = microsecondsEach(() => {
    write();
    point.restore();
  }, 2000);
  return { snapshot, back };
}

async function realSave(): Promise<Reference> {
  const folder = await mkdtemp(join(tmpdir(), 'manyworlds-snapshot-'));
  const real = await startRealRedis({ settings: ['--dir', folder] });
  const redis = new Redis(real.url);
  try {
    await redis.mset(names.flatMap((name) => [name, 'value']));
    const began = performance.now();
    await redis.save();
    return { name: 'SAVE of redis-server', value: (performance.now() - began) * 1000, unit: 'µs', kind: 'same run' };
  } finally {
    redis.disconnect();
    await real.close();
    await rm(folder, { recursive: true });
  }
}

/** Microseconds for a snapshot, and for one and the way back to it. */
export async function snapshotFigures(): Promise<Figure[]> {
  const aim: Reference = { name: 'what is aimed at', value: aimMicroseconds, unit: 'µs', kind: 'bound' };
  const reference = redisServerAvailable() ? await realSave() : aim;
  const { snapshot, back } = twinMicroseconds();
  const note = `${keys.toLocaleString('en')} keys, of which ${writes} are written each time (that is in it); processor time, best of 5 rounds of 2,000`;
  const of = (name: string, value: number): Figure =>
    figure({
      name,
      value,
      unit: 'µs',
      reference,
      target: `at most ${aimMicroseconds} µs and what changed since the last`,
      isReached: value <= aimMicroseconds,
      note,
    });
  return [of('twin: a snapshot for a crash point', snapshot), of('twin: a crash that takes it back to one', back)];
}
