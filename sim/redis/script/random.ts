/**
 * The generator behind `math.random` in scripts: Redis's `redisLrand48`, a 48-bit linear congruence (`src/rand.c`). Its state is the server
 * process's, starts the same in every process and goes on from script to script.
 */
const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;
const FIRST = 0x1234abcd330en;
const LARGEST = 2 ** 31 - 1;

/** The random numbers of one server's scripts. */
export class ScriptRandom {
  #state = FIRST;

  /** The next integer, `0 <= n < 2^31 - 1`. */
  next(): number {
    this.#state = (this.#state * MULTIPLIER + INCREMENT) & MASK;
    return Number(this.#state >> 17n) % LARGEST;
  }

  /** `math.randomseed`: the lower 32 bits of the seed count. */
  seed(value: number): void {
    this.#state = (BigInt.asUintN(32, BigInt(Math.trunc(Number.isFinite(value) ? value : 0))) << 16n) | 0x330en;
  }
}
