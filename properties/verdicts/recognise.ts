/**
 * What a finding shows, told by its sentence, its faults and what happened in its world. One property is violated in many ways; a letter or a
 * refuted claim belongs to one of them.
 */
import type { Shown } from '../../sim/index.ts';

/** Recognises one way in which a property is violated. */
export type Recognise = (shown: Shown) => boolean;

/** A listing of workers, one after the other, takes less. */
const LISTING_MICROS = 50_000;
/** Once, and ten times more. */
const QUOTA_LOCK_TRIES = 11;
const WORKSPACE_LOCK = /workspace:concurrency_lock:/;

const says =
  (pattern: RegExp): Recognise =>
  ({ violation }) =>
    pattern.test(violation.sentence);

/** Commands of this name at Redis on a key that ends like this. */
function commands({ trace }: Shown, name: string, key: RegExp): Shown['trace'] {
  return trace.filter((event) => event.kind === 'command' && event.name === name && event.keys?.some((one) => key.test(one)) === true);
}

/** All of these. */
export const all =
  (...each: readonly Recognise[]): Recognise =>
  (shown) =>
    each.every((one) => one(shown));

/** None of these. */
export const no =
  (...each: readonly Recognise[]): Recognise =>
  (shown) =>
    !each.some((one) => one(shown));

/** Something was made to go wrong. */
export const withFaults: Recognise = ({ faults }) => faults.length > 0;

const DISCONNECTS = /connection|reset|refuses|paused|link|partition|cut|lost|loses|killed|shut/;
const DEATHS = /loses power|is killed|shuts down/;

/** A connection was cut, or an end of it did not answer for a while: a reply may be lost, and a command sent twice. */
export const disconnected: Recognise = ({ faults }) => faults.some((fault) => DISCONNECTS.test(fault));

/** Whether a fault of this kind struck this host. */
const struck = ({ faults }: Shown, host: string, kind: RegExp): boolean =>
  faults.some((fault) => fault.split(' ').includes(host) && kind.test(fault));

const CONTAINER = 'scheduler:container:state:';

/** Ids of the containers that a violation names, in what it is about or in its facts. */
function containersOf({ violation, trace }: Shown): readonly string[] {
  const known = new Set(
    trace.flatMap(({ keys = [] }) => keys.filter((key) => key.startsWith(CONTAINER)).map((key) => key.slice(CONTAINER.length))),
  );
  const words = [...violation.about, ...violation.facts.flatMap(({ text }) => text.split(/[\s,:()]+/))];
  return [...new Set(words)].filter((word) => known.has(word));
}

/** A gateway that has to do with it died: its death is one of the facts. */
export const gatewayDied: Recognise = ({ violation }) =>
  violation.facts.some(({ host, text }) => host.startsWith('gateway-') && /^(crashed|died): /.test(text));

/** A gateway had taken the request, or a worker. */
export const takenByGateway: Recognise = says(/since gateway-\d+ took it/);
/** Nobody but the worker that popped it could know of it. */
export const takenByWorker: Recognise = says(/since (?!gateway-)\S+ took it/);
/** A gateway gave up a request without telling anybody. */
export const dropped: Recognise = ({ violation, trace }) =>
  violation.about.some((id) => trace.some(({ text }) => text.startsWith(`request-dropped ${id}:`)));
/** A worker deleted its queue as it left. */
export const deletedQueue: Recognise = (shown) =>
  commands(shown, 'DEL', /:requests:/).some(({ peer, keys = [] }) => peer !== undefined && keys.some((key) => key.endsWith(peer)));
/** A client put the same request into the backlog twice. */
export const submittedTwice: Recognise = (shown) =>
  containersOf(shown).some(
    (id) =>
      commands(shown, 'ZADD', /container_requests$/).filter(
        ({ peer = '', text }) => peer.startsWith('client-') && text.includes(`"container_id":"${id}"`),
      ).length > 1,
  );
/** The gateway that asked for the last worker had passed over another, whose lock somebody held, shortly before. */
export const passedOverLocked: Recognise = (shown) => {
  const asked = shown.trace.findLast(({ text }) => text.startsWith('asks pool '));
  if (asked === undefined) return false;
  return commands(shown, 'SET', /worker:lock:/).some(
    ({ peer, writes = [], atMicros }) =>
      peer === asked.host && writes.length === 0 && atMicros <= asked.atMicros && atMicros > asked.atMicros - LISTING_MICROS,
  );
};

/** A worker that this is about got a container a second time and has hung since. */
export const workerHung: Recognise = ({ violation, trace }) => {
  const hung = new Set(trace.filter(({ text }) => text.startsWith('worker-hangs ')).map(({ host }) => host ?? ''));
  const named = [...violation.about, violation.sentence, ...violation.facts.flatMap(({ host, text }) => [host, text])];
  return [...hung].some((worker) => named.some((text) => text.split(/[\s,:()]+/).includes(worker)));
};

/** The workspace's lock refused somebody as often as he tries. */
export const quotaUnlocked: Recognise = (shown) => {
  const refused = new Map<string, number>();
  return commands(shown, 'SET', WORKSPACE_LOCK).some(({ peer = '', writes = [] }) => {
    if (writes.length === 0) refused.set(peer, (refused.get(peer) ?? 0) + 1);
    return (refused.get(peer) ?? 0) >= QUOTA_LOCK_TRIES;
  });
};
/** The workspace's lock ran out under whoever held it. */
export const quotaLockExpired: Recognise = (shown) => commands(shown, 'EXPIRE-EVENT', WORKSPACE_LOCK).length > 0;

/** A gateway wrote the GPU type of a container whose record was gone, and so made a record of nothing else. */
export const ghostRecord: Recognise = (shown) =>
  containersOf(shown).some((id) => {
    const key = CONTAINER + id;
    const writes = shown.trace.filter((event) => event.kind === 'command' && event.writes?.includes(key) === true);
    return writes.some(({ name, peer = '' }, position) => {
      const before = writes[position - 1]?.name ?? '';
      return name === 'HSET' && peer.startsWith('gateway-') && ['DEL', 'EXPIRE-EVENT'].includes(before);
    });
  });

/** A container was killed because its own record was gone, not that of its worker. */
export const ownRecordMissing: Recognise = says(/was killed because its record was missing/);
/** A stop was forgotten: its mark was written over, or ran out while the request still waited somewhere. */
export const stopForgotten: Recognise = says(/ went from STOPPING to |disappeared in state STOPPING/);
/** Somebody placed what he had taken, or was given, once more than it was there. */
export const pushedTooOften: Recognise = says(/ was pushed to \S+ although everything that was taken of it is accounted for/);
/** A request went back more often than it may. */
export const returnedTooOften: Recognise = says(/ went back to the backlog \d+ times/);

/** Who put the request back last had been cut off, or did not answer: his client sends it again. */
export const returnedByStruck: Recognise = (shown) => {
  const [id = ''] = shown.violation.about;
  const last = commands(shown, 'ZADD', /container_requests$/).findLast(({ text }) => text.includes(`"container_id":"${id}"`));
  return last?.peer !== undefined && struck(shown, last.peer, DISCONNECTS);
};

/** The gateway that popped the request, when that was the last that was heard of it. */
function lastPoppedBy({ violation }: Shown): string | null {
  return /left the backlog \(ZPOPMIN by (gateway-\d+)\)/.exec(violation.facts.at(-1)?.text ?? '')?.[1] ?? null;
}
/** It was popped, and whoever had it died. */
export const poppedByDead: Recognise = (shown) => struck(shown, lastPoppedBy(shown) ?? '', DEATHS);
/** It was popped, and the reply did not arrive. */
export const poppedByStruck: Recognise = (shown) => struck(shown, lastPoppedBy(shown) ?? '', DISCONNECTS);

/** An idle worker left although its pool is to keep it. */
export const leftBelowMinimum: Recognise = says(/ left \S+ with \d+ workers, which is to keep /);
/** The record of a container that this is about ran out. */
export const recordRanOut: Recognise = (shown) =>
  containersOf(shown).some((id) => shown.trace.some(({ name, keys = [] }) => name === 'EXPIRE-EVENT' && keys.includes(CONTAINER + id)));
/** GPUs that were counted below zero had been written before. The words of a command are cut when it is long. */
export const gpusHadWrapped: Recognise = (shown) =>
  commands(shown, 'HSET', /worker:state:/).some(({ text }) => / gpu_count 42(9496\d{4}|\d*…)/.test(text));

/** A gateway took capacity, and nothing came of it. */
export const gatewayLeaked: Recognise = says(/^capacity of \S+ leaked: gateway-/);
/** A request has two workers on their way. */
export const askedTwice: Recognise = says(/ is asked for \S+, for which \S+ is on its way$/);
/** The gateway that asked last had asked for the same request before, and had not given it back in between. */
export const askedOnInPlace: Recognise = ({ violation, trace }) => {
  const [id = ''] = violation.about;
  const asks = trace.filter(({ text, keys }) => text.startsWith('asks pool ') && keys?.includes(id) === true);
  const [first, last] = asks.slice(-2);
  if (first === undefined || last === undefined || first.host !== last.host) return false;
  return !trace.some(
    ({ name, peer, text, atMicros }) =>
      name === 'ZADD' &&
      peer === last.host &&
      atMicros >= first.atMicros &&
      atMicros <= last.atMicros &&
      text.includes(`"container_id":"${id}"`),
  );
};
/** A worker was asked for that nobody needed: what is there has room for everything that waits. */
export const needlessWorker: Recognise = says(/ is asked for although .+ room for everything that waits$/);
/** More workers than the pool may have. */
export const beyondMaximum: Recognise = says(/those included that were asked for, and may have \d+$/);

/** GPUs were counted below zero. */
export const gpusWrapped: Recognise = says(/429496\d{4} GPU/);
/** A record went away while its request waited. */
export const recordExpired: Recognise = says(/record of \S+ disappeared in state PENDING/);
/** A version was written back as it was. */
export const versionWentBack: Recognise = says(/its version went from \d+ to \d+/);
/** A container was placed on a worker that is not for it. */
export const wrongKind: Recognise = says(/ was placed on \S+, which is /);
/** What is out of service was charged all the same. */
export const outOfService: Recognise = says(/although it is out of service/);
/** A machine really runs more than it has. */
export const runsTooMuch: Recognise = says(/ runs containers of .+ on a machine of /);
/** A container really ran in two places, or twice. */
export const ranTwice: Recognise = says(/ran on .+ at the same time|started|ran twice|again/);
/** A container is in two places. */
export const placedTwice: Recognise = says(/is placed on .+ at the same time|ran on .+ at the same time|times in the queue/);

/** A clock was wrong. */
export const wrongClock: Recognise = ({ faults }) => faults.some((fault) => fault.includes('clock'));

/** The numbers of `6000 m, 8601 MiB, 5 GPUs`. */
function amounts(text: string): readonly number[] {
  return [/(-?\d+) m\b/, /(-?\d+) MiB/, /(-?\d+) GPU/].map((pattern) => Number(pattern.exec(text)?.[1] ?? 0));
}

/** Compares the two sizes that a sentence names. */
function sizes({ violation }: Shown, pattern: RegExp): { readonly more: boolean; readonly less: boolean } {
  const [, first = '', second = ''] = pattern.exec(violation.sentence) ?? [];
  const others = amounts(second);
  const differences = amounts(first).map((amount, position) => amount - (others[position] ?? 0));
  return { more: differences.some((difference) => difference > 0), less: differences.some((difference) => difference < 0) };
}

const OFFER = /still offers (.+) of (.+)$/;
const CHARGE = /is charged for (.+) while containers on it hold (.+)$/;

/** At rest a worker offers more than it has, or is charged for less than it holds: capacity was given back that nobody had taken. */
export const overCredited: Recognise = (shown) => sizes(shown, OFFER).more || sizes(shown, CHARGE).less;
/** At rest a worker offers less than it has, or is charged for more than it holds: capacity was taken and never given back. */
export const leaked: Recognise = (shown) => !overCredited(shown) && (sizes(shown, OFFER).less || sizes(shown, CHARGE).more);
