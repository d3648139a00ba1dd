/**
 * When a fault strikes: at a moment; or right after its host did something that leaves work half done, or sent or got a certain message,
 * because that is where crashes matter.
 */
import type { Deed } from '../scenario.ts';
import type { FaultSketch } from './faults.ts';

/** The part of a fault that says when. */
export interface Moment {
  readonly atMs: number;
  readonly when?: {
    readonly host?: string;
    readonly does: 'sent' | 'received' | 'deed';
    readonly what: string;
    readonly occurrence: number;
  };
}

interface Causes {
  readonly deeds: readonly Deed[];
  /** Scripts by their names in messages. */
  readonly scripts: readonly string[];
}

const GATEWAY: Causes = {
  deeds: ['took-requests', 'took-lock', 'charged', 'placed'],
  scripts: ['intake', 'commit', 'requeue', 'reap', 'fail'],
};
const WORKER: Causes = {
  deeds: ['was-given-work', 'took-delivery', 'acknowledged', 'started', 'ended'],
  scripts: ['register', 'keepalive', 'reserve', 'acknowledge', 'started', 'release'],
};
const CLIENT: Causes = { deeds: [], scripts: ['submit', 'stop'] };

/** One cause in so many is a message; the others are deeds. */
const MESSAGES_ONE_IN = 6;

function causesOf(host: string): Causes {
  if (host.startsWith('gateway-')) return GATEWAY;
  return host.startsWith('worker-') ? WORKER : CLIENT;
}

/** Right after a deed. */
export const after = (what: Deed, occurrence: number, atMs: number): Required<Moment> => ({
  atMs,
  when: { does: 'deed', what, occurrence },
});

/** So many deeds of each kind are tried when a fault is to strike by cause. */
const OCCURRENCES = [1, 2] as const;
/** A cause is waited for at least so long. */
const CAUSE_SPAN_MS = 8_000;

/** Every deed of a host that a fault at it may wait for, instead of a moment on the clock. */
export function causesAt(host: string, atMs: number): readonly Required<Moment>[] {
  const { deeds } = causesOf(host);
  return OCCURRENCES.flatMap((occurrence) => deeds.map((deed) => after(deed, occurrence, Math.max(atMs, CAUSE_SPAN_MS))));
}

/** The moment of a sketch at a host; what it waits for must come before `spanMs`. */
export function momentOf(sketch: FaultSketch, host: string, spanMs: number): Moment {
  const { cause, occurrence, atMs } = sketch;
  const { deeds, scripts } = causesOf(host);
  if (cause === null) return { atMs };
  const which = Math.floor(cause / MESSAGES_ONE_IN);
  if (cause % MESSAGES_ONE_IN === 0) {
    const script = scripts[which % scripts.length];
    if (script === undefined) return { atMs };
    const does = sketch.variant % 2 === 0 ? 'sent' : 'received';
    return { atMs: spanMs, when: { does, what: does === 'sent' ? `EVALSHA ${script}` : `reply to EVALSHA ${script}`, occurrence } };
  }
  const deed = deeds[which % deeds.length];
  return deed === undefined ? { atMs } : after(deed, occurrence, spanMs);
}
