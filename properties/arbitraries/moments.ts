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
