/** XCLAIM and XAUTOCLAIM: pending entries get another consumer. */
import { addWrapped, compareIds, idAfter, idText, SMALLEST_ID } from '../../keyspace/index.ts';
import { failure } from '../../resp/index.ts';
import { at, isOption, needInteger, parseInteger, SYNTAX_ERROR } from '../words.ts';
import { consumerOf, type Delivery } from './deliver.ts';
import { needId, needStart, parseId } from './ids.ts';
import { asText, noSuchKeyOrGroup, showEntry } from './replies.ts';
import type { Client } from '../../client.ts';
import type { Integer, PendingEntry, StreamEntry, StreamId } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

interface ClaimOptions {
  isForced: boolean;
  idsOnly: boolean;
  /** The time of delivery to be written down, as given. */
  deliveredAtMs: number | null;
  deliveries: Integer | null;
  lastId: StreamId;
}

/** The most that XAUTOCLAIM may be asked for. */
const COUNT_MAX = (2n ** 63n - 1n) / 16n;
/** How many entries XAUTOCLAIM looks at for each that it may claim. */
const LOOKS_PER_ENTRY = 10;

/** XCLAIM. */
export function claim(client: Client, argv: readonly string[]): Reply {
  const delivery = needDelivery(client, argv);
  const { stream, group, nowMs } = delivery;
  const leastIdleMs = needLeastIdle(argv);
  const ids = readIds(argv);
  const options = readOptions(argv, 5 + ids.length, nowMs);
  if (compareIds(options.lastId, group.position.lastId) > 0) group.moveTo({ ...group.position, lastId: options.lastId });
  const { deliveredAtMs } = options;
  const atMs = deliveredAtMs === null || deliveredAtMs < 0 || deliveredAtMs > nowMs ? nowMs : deliveredAtMs;
  const claimant = new Claimant(delivery, at(argv, 3));
  const replies: Reply[] = [];
  for (const id of ids) {
    const entry = stream.nodes.find(id);
    const known = group.pending.get(id);
    if (entry === undefined) {
      group.release(id);
      continue;
    }
    if (known === undefined && !options.isForced) continue;
    if (known !== undefined && leastIdleMs > 0 && nowMs - known.deliveredAtMs < leastIdleMs) continue;
    claimant.take({ id, deliveredAtMs: atMs, deliveries: deliveriesOf(known, options) });
    replies.push(show(entry, options.idsOnly));
  }
  client.database.changedUnseen(at(argv, 1));
  return replies;
}

/** The consumer that claims: it is made, or seen, only when there is something for it. */
class Claimant {
  readonly #name: string;
  readonly #delivery: Omit<Delivery, 'consumer'>;
  #isThere = false;

  constructor(delivery: Omit<Delivery, 'consumer'>, name: string) {
    this.#delivery = delivery;
    this.#name = name;
  }

  take(entry: Omit<PendingEntry, 'consumer'>): void {
    const { group, nowMs } = this.#delivery;
    if (!this.#isThere) consumerOf(group, this.#name, nowMs);
    this.#isThere = true;
    group.assign({ ...entry, consumer: this.#name });
  }
}

function deliveriesOf(known: PendingEntry | undefined, { deliveries, idsOnly }: ClaimOptions): Integer {
  if (deliveries !== null && deliveries >= 0) return deliveries;
  return addWrapped(known?.deliveries ?? 1, idsOnly ? 0 : 1);
}

function show(entry: StreamEntry, idsOnly: boolean): Reply {
  return idsOnly ? idText(entry.id) : showEntry(entry);
}

/** The group of a request, with the time of it. */
function needDelivery(client: Client, argv: readonly string[]): Omit<Delivery, 'consumer'> {
  const stream = client.database.stream(at(argv, 1));
  const group = stream?.groups.get(at(argv, 2));
  if (stream === undefined || group === undefined) throw noSuchKeyOrGroup(at(argv, 1), at(argv, 2));
  return { stream, group, nowMs: client.server.data.nowMs };
}

function needLeastIdle(argv: readonly string[]): Integer {
  const name = at(argv, 0).toUpperCase();
  return needInteger(at(argv, 4), `Invalid min-idle-time argument for ${name}`);
}

/** The ids, up to the first word that is none: there the options begin. */
function readIds(argv: readonly string[]): StreamId[] {
  const ids: StreamId[] = [];
  for (let index = 5; index < argv.length; index++) {
    const id = parseId(at(argv, index));
    if (id === null) break;
    ids.push(id);
  }
  return ids;
}

function readOptions(argv: readonly string[], from: number, nowMs: number): ClaimOptions {
  const options: ClaimOptions = { isForced: false, idsOnly: false, deliveredAtMs: null, deliveries: null, lastId: SMALLEST_ID };
  for (let index = from; index < argv.length; index++) {
    if (isOption(argv[index], 'FORCE')) options.isForced = true;
    else if (isOption(argv[index], 'JUSTID')) options.idsOnly = true;
    else readValue(options, argv, index++, nowMs);
  }
  return options;
}

function readValue(options: ClaimOptions, argv: readonly string[], index: number, nowMs: number): void {
  const word = argv[index] ?? '';
  const value = argv[index + 1];
  if (value === undefined) throw failure(`Unrecognized XCLAIM option '${asText(word)}'`);
  if (isOption(word, 'IDLE')) options.deliveredAtMs = nowMs - Number(needInteger(value, invalidOption('IDLE')));
  else if (isOption(word, 'TIME')) options.deliveredAtMs = Number(needInteger(value, invalidOption('TIME')));
  else if (isOption(word, 'RETRYCOUNT')) options.deliveries = needInteger(value, invalidOption('RETRYCOUNT'));
  else if (isOption(word, 'LASTID')) options.lastId = needId(value);
  else throw failure(`Unrecognized XCLAIM option '${asText(word)}'`);
}

function invalidOption(name: string): string {
  return `Invalid ${name} option argument for XCLAIM`;
}

/** XAUTOCLAIM: claims what has been pending for long, in the order of ids; answers where to go on, the entries, and ids that are gone. */
export function claimIdle(client: Client, argv: readonly string[]): Reply {
  const leastIdleMs = needLeastIdle(argv);
  const start = needStart(at(argv, 5));
  const { count, idsOnly } = readAutomaticOptions(argv);
  const delivery = needDelivery(client, argv);
  const { stream, group, nowMs } = delivery;
  const claimant = new Claimant(delivery, at(argv, 3));
  const [claimed, gone]: [Reply[], Reply[]] = [[], []];
  let next = group.pending.atOrAfter(start);
  for (let looks = count * LOOKS_PER_ENTRY; looks > 0 && next !== undefined && claimed.length + gone.length < count; looks--) {
    const { id, deliveredAtMs, deliveries } = next;
    const entry = stream.nodes.find(id);
    if (entry === undefined) {
      group.release(id);
      gone.push(idText(id));
    } else if (leastIdleMs <= 0 || nowMs - deliveredAtMs >= leastIdleMs) {
      claimant.take({ id, deliveredAtMs: nowMs, deliveries: addWrapped(deliveries, idsOnly ? 0 : 1) });
      claimed.push(show(entry, idsOnly));
    }
    const after = idAfter(id);
    next = after === null ? undefined : group.pending.atOrAfter(after);
  }
  client.database.changedUnseen(at(argv, 1));
  return [idText(next?.id ?? SMALLEST_ID), claimed, gone];
}

function readAutomaticOptions(argv: readonly string[]): { count: number; idsOnly: boolean } {
  let count = 100;
  let idsOnly = false;
  for (let index = 6; index < argv.length; index++) {
    if (isOption(argv[index], 'COUNT') && index + 1 < argv.length) {
      const given = parseInteger(at(argv, ++index));
      if (given === null || given < 1 || given > COUNT_MAX) throw failure('COUNT must be > 0');
      count = Number(given);
    } else if (isOption(argv[index], 'JUSTID')) idsOnly = true;
    else throw SYNTAX_ERROR;
  }
  return { count, idsOnly };
}
