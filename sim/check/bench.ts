/**
 * Where the properties of one world are judged. Whatever a property's own code throws is caught here and handed to the world as the
 * property's error: it may be called from the middle of a simulated program, which must not see it, and it must not end as a verdict.
 */
import type { JudgedWorld } from './judged-world.ts';
import { badAnswer, isPromise, PropertyError, propertyThrew } from './property-error.ts';
import type { Accusation } from './rules.ts';
import type { PropertyDescription, Violation } from './violation.ts';

const AN_ACCUSATION = 'an accusation with a sentence';

/** The judging of one world. */
export class Bench {
  readonly world: JudgedWorld;
  readonly descriptions: PropertyDescription[] = [];
  /** When the calm phase began; null before it. */
  calmMs: number | null = null;
  readonly #calmListeners: (() => void)[] = [];
  #failed = false;

  constructor(world: JudgedWorld) {
    this.world = world;
    world.onCalm(() => {
      this.calmMs = world.nowMs;
      for (const listener of this.#calmListeners) listener();
    });
  }

  /** Registers a property under its name and answers the name. Throws `PropertyError` `named-twice` or `wrong-kind`. */
  register(property: string | PropertyDescription, kind: PropertyDescription['kind']): string {
    const description =
      typeof property === 'string'
        ? { id: property, name: property, kind, statement: property, evidence: 'what the suite observes' }
        : property;
    const { name } = description;
    if (this.descriptions.some((other) => other.name === name))
      throw new PropertyError('named-twice', name, 'is registered twice in one world; give each property its own name');
    if (description.kind !== kind)
      throw new PropertyError('wrong-kind', name, `is described as ${description.kind} and registered as ${kind}; mend its description`);
    this.descriptions.push(description);
    return name;
  }

  /** Milliseconds of a bound, checked. Throws `PropertyError` `bad-bound`. */
  bound(name: string, milliseconds: number): number {
    if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
    throw new PropertyError('bad-bound', name, `has a bound of ${milliseconds} ms; it must be a number from 0`);
  }

  /** Calls back at the begin of the calm phase, at once when it has begun. */
  onCalm(listener: () => void): void {
    if (this.calmMs === null) this.#calmListeners.push(listener);
    else listener();
  }

  /** The verdict of `holds` or `happens`; `fallback` when it throws or answers with anything but true and false. */
  verdict(name: string, part: string, fallback: boolean, run: () => boolean): boolean {
    const answer = this.ask(name, part, fallback, run);
    return typeof answer === 'boolean' ? answer : this.#refuse(name, part, answer, 'true or false', fallback);
  }

  /** Subscribes the property to the moments of its `when`. */
  subscribe<Look>(name: string, when: ((look: Look) => void) | undefined, look: Look): void {
    if (when === undefined) return;
    const answer: unknown = this.ask(name, 'when', undefined, () => when(look));
    if (isPromise(answer)) this.#refuse(name, 'when', answer, 'nothing, at once,', undefined);
  }

  /** What the property's code says; `fallback` when it throws, now or before. */
  ask<Answer>(name: string, part: string, fallback: Answer, run: () => Answer): Answer {
    if (this.#failed) return fallback;
    try {
      return run();
    } catch (error) {
      this.#failed = true;
      this.world.fail(propertyThrew(name, part, error));
      return fallback;
    }
  }

  /** The violation that `otherwise` tells; null when telling it failed. */
  accusation(name: string, otherwise: () => Accusation): Omit<Violation, 'atMs'> | null {
    const accusation = this.ask(name, 'otherwise', null, otherwise);
    if (accusation === null) return this.#failed ? null : this.#refuse(name, 'otherwise', accusation, AN_ACCUSATION, null);
    if (typeof accusation?.sentence !== 'string') return this.#refuse(name, 'otherwise', accusation, AN_ACCUSATION, null);
    const { sentence, facts = [], about = [], waits, missed } = accusation;
    const told = waits === undefined ? {} : { waits };
    return { property: name, sentence, facts, about, ...told, ...(missed === undefined ? {} : { missed }) };
  }

  /** Ends the world with what `otherwise` tells. */
  accuse(name: string, otherwise: () => Accusation): void {
    const violation = this.accusation(name, otherwise);
    if (violation !== null) this.world.violate(violation);
  }

  /** The property answered with something that is no verdict. */
  #refuse<Answer>(name: string, part: string, answer: unknown, wanted: string, fallback: Answer): Answer {
    const error = badAnswer(name, part, answer, wanted);
    if (!this.#failed) this.world.fail(error);
    this.#failed = true;
    return fallback;
  }
}
