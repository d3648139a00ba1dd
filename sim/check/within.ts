/** Triggers that must be followed by their responses in time: each open one is an obligation of the world. */
import type { Bench } from './bench.ts';
import type { OpenTrigger, Responses, WithinRule } from './rules.ts';

/** Registers `rule` as the property `name`. */
export function watchWithin<Evidence>(bench: Bench, name: string, withinMs: number, rule: WithinRule<Evidence>): Responses<Evidence> {
  const responses = new OpenResponses(bench, name, bench.bound(name, withinMs), rule);
  if (rule.after === 'calm') bench.onCalm(() => responses.count());
  return responses;
}

interface Waiting<Evidence> {
  readonly evidence: Evidence;
  readonly triggeredMs: number;
  /** Null until it counts. */
  obligation: { met(): void; withdraw(): void } | null;
}

class OpenResponses<Evidence> implements Responses<Evidence> {
  readonly #bench: Bench;
  readonly #name: string;
  readonly #withinMs: number;
  readonly #rule: WithinRule<Evidence>;
  readonly #waiting = new Map<string, Waiting<Evidence>>();

  constructor(bench: Bench, name: string, withinMs: number, rule: WithinRule<Evidence>) {
    this.#bench = bench;
    this.#name = name;
    this.#withinMs = withinMs;
    this.#rule = rule;
  }

  trigger(id: string, evidence: Evidence): void {
    if (this.#waiting.has(id)) return;
    const waiting: Waiting<Evidence> = { evidence, triggeredMs: this.#bench.world.nowMs, obligation: null };
    this.#waiting.set(id, waiting);
    if (this.#rule.after !== 'calm' || this.#bench.calmMs !== null) this.#owe(id, waiting);
  }

  response(id: string): void {
    this.#waiting.get(id)?.obligation?.met();
    this.#waiting.delete(id);
  }

  withdraw(id: string): void {
    this.#waiting.get(id)?.obligation?.withdraw();
    this.#waiting.delete(id);
  }

  open(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** The calm phase begins: everything open counts from now on. */
  count(): void {
    for (const [id, waiting] of this.#waiting) this.#owe(id, waiting);
  }

  #owe(id: string, waiting: Waiting<Evidence>): void {
    const { world } = this.#bench;
    const deadlineMs = world.nowMs + this.#withinMs;
    const { evidence, triggeredMs } = waiting;
    const open: OpenTrigger<Evidence> = { id, evidence, triggeredMs, sinceMs: world.nowMs, deadlineMs };
    waiting.obligation = world.owe(
      deadlineMs,
      () =>
        this.#bench.accusation(this.#name, () => this.#rule.otherwise(open)) ?? {
          property: this.#name,
          sentence: 'the property could not say what is missing',
          facts: [],
          about: [],
        },
    );
  }
}
