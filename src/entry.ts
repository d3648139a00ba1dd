/**
 * How a gateway or worker comes in: Redis must let it in, and the system must be of its protocol and presets, before it does anything. What cannot pass by
 * itself (a wrong password, another protocol or family of presets) fails the start; what can (no connection yet, loading, a failover, no memory) is waited for.
 */
import { PresetMismatchError, ProtocolMismatchError, RedisRefusedError } from './errors.ts';
import { PROTOCOL_KEY } from './keys.ts';
import type { RoleProcess } from './process.ts';
import { asText, typedTrouble, type Link } from './redis/index.ts';
import { mismatchOf, systemOf } from './protocol.ts';
import { protocolScript } from './scripts/index.ts';
import { atMost, pause } from './wake.ts';

/** How often a gateway says that it is alive whose looks at the backlog do not say it; below the five seconds after which it is not counted on. */
const ANNOUNCE_MS = 2_000;

/** What says that a process does not belong here, and never will. */
type Mismatch = PresetMismatchError | ProtocolMismatchError;

/** The error for a client whose preset does not belong to the system on this Redis; null when it does, or when nobody is there. */
export async function clientMismatch(link: Link, family: string): Promise<Mismatch | null> {
  const spoken = await link.client.get(PROTOCOL_KEY);
  if (spoken === null || spoken === systemOf(family)) return null;
  return mismatchOf(asText(await link.run(protocolScript, [PROTOCOL_KEY], [systemOf(family), 'look', ''])), family);
}

/** A process that comes in. */
export class Entry {
  /** True once it is in; false when it was cancelled before. Never rejects. */
  readonly admitted: Promise<boolean>;
  readonly #role: RoleProcess;
  #admit: (isIn: boolean) => void = () => undefined;
  readonly #announced: string;
  #cancelled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `gatewayId` for a gateway: one of the historical designs is announced under it for as long as it is there. */
  constructor(role: RoleProcess, gatewayId: string = '') {
    this.#role = role;
    this.#announced = role.preset.family === 'leased' ? '' : gatewayId;
    this.admitted = new Promise((resolve) => {
      this.#admit = resolve;
    });
  }

  /**
   * Begins to come in; resolves when it is in, or when Redis cannot be asked now: then it goes on in the background.
   * @throws RedisRefusedError, ProtocolMismatchError, PresetMismatchError
   */
  async begin(): Promise<void> {
    const { link, timings } = this.#role;
    const unreachable = new Promise<null>((resolve) => {
      link.client.once('error', () => resolve(null));
    });
    const first = this.#ask();
    const error = await atMost(Promise.race([first, unreachable.then(() => settledOf(first))]), timings.clientTimeoutMs);
    if (error instanceof RedisRefusedError || error instanceof ProtocolMismatchError || error instanceof PresetMismatchError) {
      this.cancel();
      throw error;
    }
    void this.#insist(first);
  }

  /** Comes in no more, and is not announced any more. */
  cancel(): void {
    this.#cancelled = true;
    clearTimeout(this.#timer);
    this.#admit(false);
  }

  /** Asks once; null when it is in. */
  async #ask(): Promise<Error | null> {
    const { link, preset, timings } = this.#role;
    const { family } = preset;
    try {
      const spoken = await link.run(protocolScript, [PROTOCOL_KEY], [systemOf(family), 'enter', this.#announced]);
      const mismatch = mismatchOf(asText(spoken), family);
      if (mismatch !== null) return mismatch;
      this.#admit(true);
      if (this.#announced !== '' && !this.#cancelled) this.#announce();
      return null;
    } catch (error) {
      const trouble = typedTrouble(error, 'start', timings.clientTimeoutMs);
      return trouble instanceof Error ? trouble : new Error('start failed', { cause: trouble });
    }
  }

  /** Again and again, whatever keeps one from being heard. */
  #announce(): void {
    this.#timer = setTimeout(() => {
      if (this.#cancelled || this.#role.link.closed) return;
      void this.#ask().then((error) => {
        if (error !== null && !this.#cancelled) this.#announce();
      });
    }, ANNOUNCE_MS);
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
