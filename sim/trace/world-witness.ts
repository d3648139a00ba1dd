/** Folds every event and choice of a world into its rolling hash. */
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
