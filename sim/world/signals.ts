/**
 * What the parts of a world tell each other without knowing each other: deeds that a suite saw, messages on the wire, failures that a
 * service offers to suffer, the calm after the last fault, and how the world was configured.
 */

/** A message on its way: `gateway-1` to `redis`, `EVALSHA commit worker-1`. */
export interface MessageSignal {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly phase: 'sent' | 'delivered';
}

/** Strikes what it was offered for; what it returns heals. The argument is the fault as data. */
export type Strike = (fault: Readonly<Record<string, unknown>>) => (() => void) | undefined;

/** The signals of one world; a world is made on top of this. */
export class Signals {
  readonly #deeds: ((host: string, deed: string) => void)[] = [];
  #messages: readonly ((message: MessageSignal) => void)[] = [];
  readonly #calms: (() => void)[] = [];
  readonly #offers = new Map<string, Strike>();
  readonly #configuration: Record<string, string | number | boolean> = {};
  readonly #struck: Record<string, number> = {};
  #isCalm = false;

  /** Is anybody interested in messages? */
  get wantsMessages(): boolean {
    return this.#messages.length > 0;
  }

  get configuration(): Readonly<Record<string, string | number | boolean>> {
    return this.#configuration;
  }

  configure(key: string, value: string | number | boolean): void {
    this.#configuration[key] = value;
  }

  /** How many faults of each kind really acted. */
  get acted(): Readonly<Record<string, number>> {
    return this.#struck;
  }

  struck(kind: string): void {
    this.#struck[kind] = (this.#struck[kind] ?? 0) + 1;
  }

  onDeed(listener: (host: string, deed: string) => void): void {
    this.#deeds.push(listener);
  }

  did(host: string, deed: string): void {
    for (const listener of this.#deeds) listener(host, deed);
  }

  /** Answers a function that ends the listening. */
  onMessage(listener: (message: MessageSignal) => void): () => void {
    this.#messages = [...this.#messages, listener];
    return () => {
      this.#messages = this.#messages.filter((other) => other !== listener);
    };
  }

  message(message: MessageSignal): void {
    for (const listener of this.#messages) listener(message);
  }

  onCalm(listener: () => void): void {
    this.#calms.push(listener);
  }

  /** The faults are over; only the first time counts. */
  calm(): void {
    if (this.#isCalm) return;
    this.#isCalm = true;
    for (const listener of this.#calms) listener();
  }

  offer(host: string, kind: string, strike: Strike): void {
    this.#offers.set(`${kind} ${host}`, strike);
  }

  offered(host: string, kind: string): Strike | null {
    return this.#offers.get(`${kind} ${host}`) ?? null;
  }
}
