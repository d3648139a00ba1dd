/** The baseline writes a placement in two steps; this is the book of charges whose push has not come. */
import type { Obligation } from '../../sim/world/index.ts';
import { slackMs } from '../limits.ts';
import { deathOf, factNow, type Accusation, type Court } from '../property.ts';

/** A charge of the baseline that waits for its push. */
interface Charge {
  readonly gateway: string;
  readonly worker: string;
  readonly connection: number;
  /** Its gateway has died since; a push of the gateway's next life is another one. */
  orphaned: boolean;
  obligation: Obligation;
  readonly otherwise: () => Accusation;
}

/** Charges that wait, oldest first. */
export class Charges {
  readonly #court: Court;
  #open: Charge[] = [];

  constructor(court: Court) {
    this.#court = court;
  }

  charge(gateway: string, connection: number, worker: string, what: string): void {
    const fact = factNow(this.#court, gateway, `charged ${worker} with ${what}`);
    const otherwise = (): Accusation => ({
      sentence: `capacity of ${worker} leaked: ${gateway} charged it with ${what} and nothing was ever pushed to its queue`,
      facts: [fact, ...deathOf(this.#court, gateway), factNow(this.#court, 'redis', `still nothing was pushed to the queue of ${worker}`)],
      about: [worker, gateway],
      missed: false,
    });
    const { lockTtlMs } = this.#court.limits.timings;
    const obligation = this.#court.owe(lockTtlMs + slackMs(this.#court.limits), otherwise);
    this.#open.push({ gateway, worker, connection, orphaned: false, obligation, otherwise });
  }

  push(gateway: string, connection: number, worker: string): void {
    const index = this.#open.findIndex(
      (charge) => charge.gateway === gateway && charge.worker === worker && (charge.connection === connection || !charge.orphaned),
    );
    this.#open.splice(index, index < 0 ? 0 : 1)[0]?.obligation.met();
  }

  /** The gateway died: what it has not sent by now never comes, what is on its way comes soon. */
  died(gateway: string): void {
    for (const charge of this.#open) {
      if (charge.gateway !== gateway) continue;
      charge.orphaned = true;
      charge.obligation.withdraw();
      charge.obligation = this.#court.owe(slackMs(this.#court.limits) / 2, charge.otherwise);
    }
  }

  /** The record died with its charges. */
  forget(worker: string): void {
    for (const charge of this.#open) if (charge.worker === worker) charge.obligation.withdraw();
    this.#open = this.#open.filter((charge) => charge.worker !== worker);
  }
}
