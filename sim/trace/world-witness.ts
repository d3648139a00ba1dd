/** Folds every event and choice of a world into its rolling hash. */
import type { TraceEntry } from './recorder.ts';
import { RollingHash } from './rolling-hash.ts';

/** What the hash needs of an event. */
interface HashedEvent {
  readonly digest: number;
  readonly occurrence: number;
  readonly channel: { readonly nameHash: number };
}

/** The hash of one world, fed by the kernel. */
export class HashWitness {
  readonly #hash = new RollingHash();

  event(event: HashedEvent, nowMicros: number): void {
    const hash = this.#hash;
    hash.add(event.channel.nameHash);
    hash.add(event.occurrence);
    hash.add(event.digest);
    hash.add(nowMicros | 0);
    hash.add((nowMicros / 0x1_0000_0000) | 0);
  }

  choice(_stream: string, _key: string, fraction: number): void {
    // The names of choices need no hashing: two different names draw different numbers.
    this.#hash.add((fraction * 0x1_0000_0000) | 0);
  }

  digest(): string {
    return this.#hash.digest();
  }
}

/** What an entry needs of an event. */
interface RecordedEvent {
  readonly cause: number;
  readonly name: string;
  readonly channel: {
    readonly kind: 'timer' | 'message' | 'control';
    readonly peer: string | null;
    readonly process: { readonly host: string } | null;
  };
}

const kinds = { message: 'deliver', timer: 'fire', control: 'event' } as const;

/** The entry that every event of a recorded world has; `number` counts events from 1, `label` is what it carries. */
export function eventEntry({ cause, name, channel }: RecordedEvent, number: number, atMicros: number, label: string): TraceEntry {
  return {
    event: number,
    cause,
    atMicros,
    host: channel.process?.host ?? 'world',
    kind: kinds[channel.kind],
    name,
    text: label,
    ...(channel.peer === null ? {} : { peer: channel.peer }),
  };
}
