/** Redis goes through the sets of a union or an intersection from the smallest to the largest, which shows in sums; the answers are a redis-server’s 7.0.15. */
import { expect, it } from 'vitest';
import { observedTwin } from './twin.ts';

const given = ['ZADD a inf x 1 y 1 z', 'ZADD b -inf x', 'ZADD c 5 x 0.1 y', 'ZADD d 1e16 x 1 z', 'ZADD e 1 x', 'ZADD f -1e16 x 1 y 1 z'];

it.each([
  ['ZUNION 3 a b c WITHSCORES', '*6 $1 x $1 0 $1 z $1 1 $1 y $18 1.1000000000000001 '],
  ['ZUNION 3 a b c WEIGHTS 0 1 inf WITHSCORES', '*6 $1 x $1 0 $1 z $1 0 $1 y $3 inf '],
  ['ZUNION 3 f d e WITHSCORES', '*6 $1 x $1 0 $1 y $1 1 $1 z $1 2 '],
  ['ZINTER 3 a b c WITHSCORES', '*2 $1 x $1 0 '],
  ['ZINTER 2 a c WEIGHTS 0 1 WITHSCORES', '*4 $1 x $1 0 $1 y $19 0.10000000000000001 '],
  ['ZINTER 2 c a WEIGHTS -1 0 AGGREGATE MIN WITHSCORES', '*4 $1 x $2 -5 $1 y $20 -0.10000000000000001 '],
])('%s', (command, reply) => {
  const client = observedTwin().connect('a');
  for (const line of [...given, command]) client.send(`${line}\r\n`);
  expect(client.written().at(-1)?.replaceAll('\r\n', ' ')).toBe(reply);
});
