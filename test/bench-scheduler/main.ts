/** `npm run bench:scheduler`: placement on a real Redis, as document 004 guides through it, for any preset and size; and all presets beside each other. */
import { loadavg } from 'node:os';
import { measuredOn } from '../bench/measured-on.ts';
import { SPEED_DOCUMENT, writeBlock } from '../bench/document-block.ts';
import { aimsOf } from './aims.ts';
import { figuresOf, isSound } from './figures.ts';
import { guideAsJson, renderGuide, type Guide } from './guide.ts';
import { loadOf } from './load.ts';
import { measureMatrix, renderMatrix } from './matrix.ts';
import { BENCH_USAGE, BenchError, parseBenchOptions, type BenchOptions } from './options.ts';
import { measureSeries } from './run.ts';

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function measure(options: BenchOptions): Promise<Guide[]> {
  if (options.mode === 'matrix') return measureMatrix(options, progress);
  const { shape, repeat, warmUp, limitSeconds } = options;
  const workers = (await loadOf(shape)).workers.length;
  const guides: Guide[] = [];
  for (const preset of options.presets)
    guides.push({ preset, shape, workers, runs: await measureSeries({ preset, shape, repeat, warmUp, limitSeconds, progress }) });
  return guides;
}

function print(options: BenchOptions, guides: readonly Guide[]): void {
  if (options.json) {
    for (const guide of guides) process.stdout.write(`${JSON.stringify(guideAsJson(guide))}\n`);
    if (options.mode === 'matrix') process.stdout.write(`${JSON.stringify({ v: 1, type: 'aims', aims: aimsOf(guides) })}\n`);
  } else process.stdout.write(options.mode === 'matrix' ? renderMatrix(guides, options.limitSeconds) : guides.map(renderGuide).join('\n'));
}

async function main(): Promise<number> {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(BENCH_USAGE);
    return 0;
  }
  // The sources that are measured are those of the beginning, whatever is committed meanwhile.
  const measuredFrom = measuredOn();
  const began = performance.now();
  const guides = await measure(options);
  const minutes = ((performance.now() - began) / 60_000).toFixed(0);
  print(options, guides);
  if (options.table)
    writeBlock(
      SPEED_DOCUMENT,
      'matrix',
      `${measuredFrom} The whole took ${minutes} minutes; at its end the load average was ${(loadavg()[2] ?? 0).toFixed(1)}.\n\n${renderMatrix(guides, options.limitSeconds)}`,
    );
  const leased = guides.filter(({ preset }) => preset === 'leased').flatMap(({ runs }) => runs.map(figuresOf));
  return leased.every(isSound) ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isWrongUse = error instanceof BenchError && error.isWrongUse;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isWrongUse ? BENCH_USAGE : ''}`);
    process.exitCode = 2;
  },
);
