/**
 * What a finding shows, told by its sentence, its faults and what happened in its world. One property is violated in many ways; a letter or a
 * refuted claim belongs to one of them.
 */
import type { Shown } from '../../sim/index.ts';

/** Recognises one way in which a property is violated. */
export type Recognise = (shown: Shown) => boolean;

const says =
  (pattern: RegExp): Recognise =>
  ({ violation }) =>
    pattern.test(violation.sentence);

const happened =
  (pattern: RegExp): Recognise =>
  ({ trace }) =>
    trace.some(({ text }) => pattern.test(text));

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

/** A connection was cut, or an end of it did not answer for a while: a reply may be lost, and a command sent twice. */
export const disconnected: Recognise = ({ faults }) =>
  faults.some((fault) => /connection|reset|refuses|paused|link|partition|cut|lost|loses|killed|shut/.test(fault));

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
export const deletedQueue: Recognise = happened(/^DEL worker:requests:/);

/** A gateway took capacity, and nothing came of it. */
export const gatewayLeaked: Recognise = says(/^capacity of \S+ leaked: gateway-/);
/** A request has two workers on their way. */
export const askedTwice: Recognise = says(/ is asked for \S+, for which \S+ is on its way$/);
/** A worker was asked for that nobody needed: what is there has room for everything that waits. */
export const needlessWorker: Recognise = says(/ is asked for although .+ room for everything that waits$/);
/** More workers than the pool may have. */
export const beyondMaximum: Recognise = says(/those included that were asked for, and may have \d+$/);

/** GPUs were counted below zero. */
export const gpusWrapped: Recognise = says(/429496\d{4} GPU/);
/** A machine really runs more than it has. */
export const runsTooMuch: Recognise = says(/ runs containers of .+ on a machine of /);
/** A container really ran in two places, or twice. */
export const ranTwice: Recognise = says(/ran on .+ at the same time|started|ran twice|again/);
/** A container is in two places. */
export const placedTwice: Recognise = says(/is placed on .+ at the same time|ran on .+ at the same time|times in the queue/);

/** The numbers of `6000 m, 8601 MiB, 5 GPUs`. */
function amounts(text: string): readonly number[] {
  return [/(\d+) m\b/, /(\d+) MiB/, /(\d+) GPU/].map((pattern) => Number(pattern.exec(text)?.[1] ?? 0));
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
