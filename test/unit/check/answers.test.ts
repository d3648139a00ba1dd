/** What properties of plain JavaScript may answer by mistake: it ends the world as the property's error, never as a verdict. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../sim/check/index.ts';
import { HandWorld } from './hand-world.ts';

describe('an answer that is no verdict', () => {
  const otherwise = (): { sentence: string } => ({ sentence: 'no seat is left' });
  // As plain JavaScript writes it.
  const wrong = (answer: unknown): never => answer as never;
  const failed = (register: (properties: ReturnType<typeof judge>) => void): HandWorld => {
    const world = new HandWorld();
    register(judge(world));
    world.until(1_000);
    world.end();
    return world;
  };

  it.each<[string, (properties: ReturnType<typeof judge>) => void, string]>([
    [
      'a promise of always',
      (properties) => properties.always('seats', { holds: () => wrong(Promise.resolve(true)), otherwise }).look(),
      'must return true or false from its holds and returned a promise, which nobody waits for',
    ],
    [
      'a promise of never',
      (properties) => properties.never('seats', { happens: () => wrong(Promise.reject(new Error('late'))), otherwise }).look(),
      'must return true or false from its happens and returned a promise, which nobody waits for',
    ],
    [
      'a promise of eventually',
      (properties) => void properties.eventually('seats', { withinMs: 5, holds: () => wrong(Promise.resolve(false)), otherwise }),
      'must return true or false from its holds and returned a promise, which nobody waits for',
    ],
    [
      'nothing at all',
      (properties) => properties.always('seats', { holds: () => wrong(undefined), otherwise }).look(),
      'must return true or false from its holds and returned undefined',
    ],
    [
      'an accusation that nobody made',
      (properties) => properties.always('seats', { holds: () => false, otherwise: () => wrong(undefined) }).look(),
      'must return an accusation with a sentence from its otherwise and returned undefined',
    ],
    [
      'an accusation that comes later',
      (properties) =>
        void properties.eventually('seats', { withinMs: 5, holds: () => false, otherwise: () => wrong(Promise.resolve(otherwise())) }),
      'must return an accusation with a sentence from its otherwise and returned a promise, which nobody waits for',
    ],
    [
      'moments that come later',
      (properties) => void properties.always('seats', { when: () => wrong(Promise.resolve()), holds: () => true, otherwise }),
      'must return nothing, at once, from its when and returned a promise, which nobody waits for',
    ],
  ])('such as %s is the property’s mistake', (_what, register, message) => {
    const { errors, violations } = failed(register);
    expect(errors).toMatchObject([{ name: 'PropertyError', code: 'bad-answer', property: 'seats' }]);
    expect(errors[0]?.message).toContain(`property seats ${message}`);
    expect(violations).toEqual([]);
  });

  it('is said once, of `when` that throws too', () => {
    const { errors } = failed((properties) => {
      properties.always('seats', {
        when: () => {
          throw new TypeError('no such host');
        },
        holds: () => true,
        otherwise,
      });
    });
    expect(errors).toMatchObject([{ name: 'PropertyError', code: 'threw', property: 'seats' }]);
    expect(errors[0]?.message).toContain('property seats threw in its when: TypeError: no such host');
  });
});
