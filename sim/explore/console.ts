/**
 * What suites and services print, with `console` or straight to a stream. It goes to the error stream: the output stream belongs to results,
 * and `--json` promises that nothing else is on it. Thousands of worlds print thousands of times the same, so only the first lines of a
 * process are shown. Somebody may listen instead, to say when and on which host it was printed.
 */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { activeWorld } from '../kernel/index.ts';

/** Told of what was printed at once, without the last line end. */
export type PrintListener = (text: string) => void;

/** Calls of `console` inside worlds that reach the error stream. */
const CALLS_MAX = 200;
const END = 'What worlds print from here on is left out; "manyworlds replay <id> --log" shows it all for one world.';

const methods = ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'dirxml', 'table', 'group', 'groupEnd', 'assert'] as const;
const writeOut = process.stdout.write.bind(process.stdout);
let calls = 0;

/** Writes a result to the output stream, also while a world runs. */
export function writeResult(text: string): void {
  writeOut(text);
}

/** Keeps the output stream for results, for the rest of this thread's life: what worlds print goes to the error stream, the first lines of it. */
export function sendConsoleToErrors(): void {
  const printError = console.error;
  const print = (...parameters: unknown[]): void => {
    if (mayPrint(printError)) printError(...parameters);
  };
  for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const) console[name] = print;
  const writeError = process.stderr.write.bind(process.stderr);
  redirect(process.stdout, (text) => {
    if (mayPrint(printError)) writeError(text);
  });
}

/** Sends everything that is printed to a listener; the function returned ends it. One at a time. */
export function listenToConsole(told: PrintListener): () => void {
  const stream = new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _encoding, done) {
      told(withoutLineEnd(String(text)));
      done();
    },
  });
  const stand: Console = new Console({ stdout: stream, stderr: stream, colorMode: false });
  const before = methods.map((name) => [name, console[name]] as const);
  for (const name of methods) console[name] = stand[name].bind(stand) as typeof console.log;
  const ways = [process.stdout, process.stderr].map((way) => redirect(way, (text) => told(withoutLineEnd(text))));
  return () => {
    for (const restore of ways) restore();
    for (const [name, method] of before) console[name] = method as typeof console.log;
  };
}

let muted = 0;
let unmute: (() => void) | null = null;

/**
 * From now on nothing that worlds print reaches anybody, until the function returned was called: for worlds that are run to find something
 * out and that no person asked for. What is printed outside worlds goes where it always went.
 */
export function muteWorlds(): () => void {
  muted += 1;
  unmute ??= dropPrints();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    muted -= 1;
    if (muted > 0) return;
    unmute?.();
    unmute = null;
  };
}

/** Runs worlds that nobody hears. */
export async function quietly<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  const loud = muteWorlds();
  try {
    return await run();
  } finally {
    loud();
  }
}

function dropPrints(): () => void {
  const before = methods.map((name) => [name, console[name]] as const);
  for (const [name, method] of before) {
    const print = method.bind(console) as typeof console.log;
    console[name] = ((...parameters: unknown[]): void => {
      if (activeWorld() === null) print(...parameters);
    }) as typeof console.log;
  }
  const ways = [process.stdout, process.stderr].map((way) => redirect(way, () => {}));
  return () => {
    for (const restore of ways) restore();
    for (const [name, method] of before) console[name] = method as typeof console.log;
  };
}

/** What worlds write to a stream goes elsewhere; what is written outside worlds goes where it always went. The function returned ends it. */
function redirect(stream: NodeJS.WriteStream, take: PrintListener): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
  const write = stream.write;
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    if (activeWorld() === null) return write.call(stream, chunk, ...(rest as []));
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.at(-1);
    // A real answer would come in real time, when the world is long over.
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  return () => {
    stream.write = write;
  };
}

function mayPrint(printError: typeof console.error): boolean {
  if (activeWorld() === null) return true;
  calls += 1;
  if (calls === CALLS_MAX + 1) printError(END);
  return calls <= CALLS_MAX;
}

function withoutLineEnd(text: string): string {
  return text.replace(/\n$/, '');
}
