/** Resets that a fault plan has ordered for the next request, reply or handshake between two hosts; each strikes once. */
import type { ArmedResetManner } from './network.ts';

/** What a reset waits for. */
export type ResetPhase = 'request' | 'reply' | 'handshake';

/** One of them. */
export interface ArmedReset {
  readonly manner: ArmedResetManner;
  /** Behind which byte a reply is cut; null: a named choice decides. */
  readonly byte: number | null;
  readonly struck: () => void;
}

const phases: Readonly<Record<ArmedResetManner, ResetPhase>> = {
  'request-lost': 'request',
  'reply-lost': 'request',
  'mid-reply': 'reply',
  handshake: 'handshake',
};

/** The armed resets of one network. */
export class ArmedResets {
  readonly #armed = new Map<string, ArmedReset>();

  /** Arms one; the function returned disarms it when it has not struck. A second one for the same moment takes the place of the first. */
  arm(client: string, server: string, manner: ArmedResetManner, struck: () => void, byte: number | null): () => void {
    const place = `${phases[manner]} ${client}>${server}`;
    const armed = { manner, struck, byte };
    this.#armed.set(place, armed);
    return () => {
      if (this.#armed.get(place) === armed) this.#armed.delete(place);
    };
  }

  /** Takes what waits for this moment, and tells whoever armed it that it strikes. */
  take(phase: ResetPhase, client: string, server: string): ArmedReset | null {
    if (this.#armed.size === 0) return null;
    const place = `${phase} ${client}>${server}`;
    const armed = this.#armed.get(place);
    if (armed === undefined) return null;
    this.#armed.delete(place);
    armed.struck();
    return armed;
  }
}
