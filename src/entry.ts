/**
 * How a gateway or worker comes in: Redis must let it in, and the system must speak its protocol, before it does anything. What cannot pass by itself
 * (a wrong password, another protocol) fails the start; what can (no connection yet, loading, a failover, no memory) is waited for.
 */
import { ProtocolMismatchError, RedisRefusedError } from './errors.ts';
import { PROTOCOL_KEY } from './keys.ts';
import type { RoleProcess } from './process.ts';
import { asNumber, typedTrouble } from './redis/index.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
import { protocolScript } from './scripts/index.ts';
import { atMost, pause } from './wake.ts';

/** A process that comes in. */
export class Entry {
  /** True once it is in; false when it was cancelled before. Never rejects. */
  readonly admitted: Promise<boolean>;
  readonly #role: RoleProcess;
  #admit: (isIn: boolean) => void = () => undefined;
  #cancelled = false;

  constructor(role: RoleProcess) {
    this.#role = role;
    this.admitted = new Promise((resolve) => {
      this.#admit = resolve;
    });
  }

  /**
   * Begins to come in; resolves when it is in, or when Redis cannot be asked now: then it goes on in the background.
   * @throws RedisRefusedError, ProtocolMismatchError
   */
  async begin(): Promise<void> {
    const { link, preset, timings } = this.#role;
    if (preset.family !== 'leased') return this.#admit(true);
    const unreachable = new Promise<null>((resolve) => {
      link.client.once('error', () => resolve(null));
    });
    const first = this.#ask();
    const error = await atMost(Promise.race([first, unreachable.then(() => settledOf(first))]), timings.clientTimeoutMs);
    if (error instanceof RedisRefusedError || error instanceof ProtocolMismatchError) {
      this.cancel();
      throw error;
    }
    void this.#insist(first);
  }

  /** Comes in no more. */
  cancel(): void {
    this.#cancelled = true;
    this.#admit(false);
  }

  /** Asks once; null when it is in. */
  async #ask(): Promise<Error | null> {
    const { link, timings } = this.#role;
    try {
      const spoken = asNumber(await link.run(protocolScript, [PROTOCOL_KEY], [PROTOCOL_VERSION]));
      if (spoken !== PROTOCOL_VERSION) return new ProtocolMismatchError(spoken, PROTOCOL_VERSION);
      this.#admit(true);
      return null;
    } catch (error) {
      const trouble = typedTrouble(error, 'start', timings.clientTimeoutMs);
      return trouble instanceof Error ? trouble : new Error('start failed', { cause: trouble });
    }
  }

  async #insist(first: Promise<Error | null>): Promise<void> {
    for (let asked = first; ; asked = this.#ask()) {
      const error = await asked;
      if (error === null || this.#cancelled || this.#role.link.closed) return;
      this.#role.emit({ kind: 'not-admitted', detail: error.message, error });
      await pause(this.#role.timings.pollMs);
    }
  }
}

/** What the promise has come to by now; null when it has not. A connection that was refused has failed its commands by then. */
async function settledOf(asked: Promise<Error | null>): Promise<Error | null> {
  return Promise.race([asked, pause(0).then(() => null)]);
}
