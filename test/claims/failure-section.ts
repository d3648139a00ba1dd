/** The section about the three failure scenarios of document 003. */
import { saySpread } from './say-figures.ts';
import type { Spread } from './figures.ts';
import type { CutOff } from './failures.ts';
import type { Results } from './results.ts';

const INTRODUCTION = `## The failure scenarios of document 003

Two gateways, 20 workers (one in scenario 2). **1**: two users submit the same container, the second of them at a drawn moment of the first one's
submission, and both again when the outcome is not known. **2**: the gateway dies at the moment when it has taken a request and obtained the lock of the only worker (where there is no lock, at
the moment when it has taken the request). 50 ms later another container is submitted. **3**: the first gateway that takes requests is cut off from Redis for
30 s right after it got them; once it lives on, once it dies after 15 s.

| design | 1: placed twice | 1: started twice | 2: the lock is obtained again after | 2: the next container is placed after | 2: the dead gateway's container is placed after | 3: requests in its hands | 3: known to Redis after 5 s | after 20 s | 3: placed in the end | placed in the end when it dies |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`;

/** The spread of some numbers; null when one is missing. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const numbers = values.flatMap((value) => (value === null ? [] : [value])).sort((left, right) => left - right);
  const [minimum] = numbers;
  const maximum = numbers.at(-1);
  const median = numbers[Math.floor((numbers.length - 1) / 2)];
  if (numbers.length < values.length || minimum === undefined || maximum === undefined || median === undefined) return null;
  return { median, minimum, maximum };
}

const inSeconds = (values: readonly (number | null)[], missing: string): string => {
  const spread = spreadOf(values.map((value) => (value === null ? null : value / 1000)));
  return spread === null ? missing : saySpread(spread, 's');
};

const total = (worlds: readonly CutOff[], of: (one: CutOff) => number): number => worlds.reduce((sum, one) => sum + of(one), 0);

/** The section. */
export function failureSection(results: Results): string {
  const rows = results.failures.map(({ design, same, crash, cut, cutAndDead }) => {
    const hasLock = crash.some(({ lockFreeAfterMs }) => lockFreeAfterMs !== null);
    const cells = [
      `\`${design}\``,
      `${same.placedTwice} of ${same.worlds}`,
      `${same.startedTwice} of ${same.worlds}`,
      inSeconds(
        crash.map(({ lockFreeAfterMs }) => lockFreeAfterMs),
        hasLock ? 'not always' : 'no lock',
      ),
      inSeconds(
        crash.map(({ nextPlacedAfterMs }) => nextPlacedAfterMs),
        'not always',
      ),
      inSeconds(
        crash.map(({ orphanPlacedAfterMs }) => orphanPlacedAfterMs),
        crash.every(({ orphanPlacedAfterMs }) => orphanPlacedAfterMs === null) ? 'never: lost' : 'not always',
      ),
      `${total(cut, ({ held }) => held)}`,
      `${total(cut, ({ knownAfter5s }) => knownAfter5s)}`,
      `${total(cut, ({ knownAfter20s }) => knownAfter20s)}`,
      `${total(cut, ({ placed }) => placed)} of ${total(cut, ({ held }) => held)}`,
      `${total(cutAndDead, ({ placed }) => placed)} of ${total(cutAndDead, ({ held }) => held)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [INTRODUCTION, ...rows, ''].join('\n');
}
