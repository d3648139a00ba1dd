/**
 * Links: one ordered pair of hosts each, so that everything that happens to a link may happen one way. A link says how long bytes travel,
 * how many of them pass in a second, and whether anything passes at all.
 */
import type { Latency } from './network.ts';

/** One way between two hosts. */
export class Link {
  /** Its own latency; null has that of the network. */
  latency: Latency | null = null;
  /** How many partitions and holds lie on it: nothing passes until this is 0. */
  cuts = 0;
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  #freeAtMicros = 0;

  /** Lets so many bytes pass in a second (infinity: all). */
  clog(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAtMicros = 0;
  }

  /** How long bytes that are sent now wait and take until the last of them has left; all connections share the link. */
  departureMicros(nowMicros: number, bytes: number): number {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return 0;
    const beginMicros = Math.max(nowMicros, this.#freeAtMicros);
    this.#freeAtMicros = beginMicros + Math.ceil((bytes * 1e6) / this.#bytesPerSecond);
    return this.#freeAtMicros - nowMicros;
  }
}

/** The links of one network. */
export class Links {
  /** The latency of every link without its own. */
  latency: Latency = { minimumMicros: 80, maximumMicros: 400 };
  readonly #links = new Map<string, Link>();

  /** The way from one host to another. */
  get(from: string, to: string): Link {
    const name = `${from}>${to}`;
    let link = this.#links.get(name);
    if (link === undefined) this.#links.set(name, (link = new Link()));
    return link;
  }

  /** The link, and the way back unless `oneWay`. */
  both(from: string, to: string, oneWay: boolean): readonly Link[] {
    return oneWay ? [this.get(from, to)] : [this.get(from, to), this.get(to, from)];
  }
}

/**
 * How much longer than the minimum a segment travels where the latency has a slow tail, from a fraction in [0, 1): the uppermost part of
 * the fractions belongs to the tail, so that one decision is drawn in any case.
 */
export function tailedDelayMicros(latency: Latency, fraction: number): number {
  const { minimumMicros, maximumMicros, slowShare = 0 } = latency;
  const span = maximumMicros - minimumMicros;
  const usual = 1 - slowShare;
  if (fraction < usual) return Math.floor((fraction / usual) * (span + 1));
  const tailMicros = Math.max(0, (latency.slowMicros ?? maximumMicros) - maximumMicros);
  return span + Math.floor(((fraction - usual) / slowShare) * (tailMicros + 1));
}
