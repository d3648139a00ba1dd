/** The machine's own clock, kept before worlds put theirs in its place: `main.ts` imports this file first. For time that passes inside a world. */

/** Nanoseconds of the machine's monotonic clock, also while a world runs. */
export const realNanoseconds: () => bigint = process.hrtime.bigint.bind(process.hrtime);
