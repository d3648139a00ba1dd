/** Resets that a fault plan has ordered for the next request, reply or handshake between two hosts; each strikes once. */
import type { ArmedResetManner } from './network.ts';

/** What a reset waits for. */
export type ResetPhase = 'request' | 'reply' | 'handshake';

interface ArmedReset {
  readonly manner: ArmedResetManner;
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
  arm(client: string, server: string, manner: ArmedResetManner, struck: () => void): () => void {
    const place = `${phases[manner]} ${client}>${server}`;
    const armed = { manner, struck };
    this.#armed.set(place, armed);
    return () => {
      if (this.#armed.get(place) === armed) this.#armed.delete(place);
    };
  }

  /** Takes what waits for this moment, and tells whoever armed it that it strikes. */
  take(phase: ResetPhase, client: string, server: string): ArmedResetManner | null {
    if (this.#armed.size === 0) return null;
    const place = `${phase} ${client}>${server}`;
    const armed = this.#armed.get(place);
    if (armed === undefined) return null;
    this.#armed.delete(place);
    armed.struck();
    return armed.manner;
  }
}
