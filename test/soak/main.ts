/** `npm run soak`: the scheduler as real processes on a real Redis, under strikes, judged from the workers' own logs. */
import { parseSoakOptions, SOAK_USAGE, SoakError } from './options.ts';
import { held, renderSoak } from './report.ts';
import { runSoak } from './soak.ts';

const EXIT_CODES = { WRONG_USE: 2, NOT_POSSIBLE: 2, INTERRUPTED: 130 } as const;

async function main(): Promise<number> {
  const { options, json, help } = parseSoakOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(SOAK_USAGE);
    return 0;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  const result = await runSoak(options, { progress: (line) => void process.stderr.write(`${line}\n`), signal: interrupt.signal });
  process.stdout.write(json ? `${JSON.stringify({ v: 1, type: 'soak', holds: held(result), ...result })}\n` : renderSoak(result));
  return held(result) ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isWrongUse = error instanceof SoakError && error.code === 'WRONG_USE';
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isWrongUse ? SOAK_USAGE : ''}`);
    process.exitCode = error instanceof SoakError ? EXIT_CODES[error.code] : 2;
  },
);
