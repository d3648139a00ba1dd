/**
 * `manyworlds show`: a stored finding without running anything: its story, the state of the world at a moment, a space-time diagram as text
 * or as SVG, or its token.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, readTrace, STORE_FOLDER, UsageError, type ExitCode, type Finding } from '../explore/index.ts';
import { formatTime, stateAt, stateLines, svgDiagram, textDiagram } from '../report/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { seenFrom, storyOf } from './found.ts';
import { storedFinding } from './operand.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

const VIEWS = ['at', 'diagram', 'svg', 'token'] as const;

/** The command `show`. */
export const showCommand: Command = {
  name: 'show',
  summary: 'tell the story of a stored finding',
  operands: '<id|file>',
  flags: [
    { name: 'at', value: 'T', description: 'the state of the world at this virtual time instead, for example 1.5s' },
    { name: 'diagram', description: 'a space-time diagram as text instead: hosts as lanes, messages as arrows, faults marked' },
    { name: 'svg', value: 'FILE', isValueOptional: true, description: 'the diagram as SVG, on the output stream or in a file' },
    { name: 'token', description: 'the token instead, whole: it replays the shrunk world anywhere' },
    { name: 'json', description: 'the finding as JSON; with --at the state' },
    { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
  ],
  notes: ['Times are those of the story. "manyworlds replay <id> --inspect --until T" stops in a debugger at one of them.'],
  run,
};

function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const view = viewOf(written);
  const atMs = written.duration('at');
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  const { finding, folder } = storedFinding(written, 'show', store, terminal.cwd);
  const style = outputStyle(written, terminal);
  if (view === 'token') terminal.out(`${finding.token}\n`);
  else if (view === 'at') showState(record(folder), atMs ?? 0, written, terminal);
  else if (view === 'diagram') terminal.out(`${textDiagram(record(folder), drawn(finding), style)}\n`);
  else if (view === 'svg') showSvg(svgDiagram(record(folder), drawn(finding)).trimEnd(), written.text('svg') ?? '', terminal);
  else if (written.has('json')) terminal.out(`${JSON.stringify(finding)}\n`);
  else terminal.out(`${storyOf(finding, readTrace(folder) ?? [], { cwd: terminal.cwd, store }, style)}\n`);
  return Promise.resolve(EXIT.held);
}

/** What is shown: one thing at a time. Throws UsageError `bad-flag`. */
function viewOf(written: ParsedArguments): (typeof VIEWS)[number] | null {
  const [view = null, second] = VIEWS.filter((name) => written.has(name));
  if (second !== undefined)
    throw new UsageError('bad-flag', `--${view ?? ''} and --${second} show different things: leave one of them out.`);
  if (written.has('json') && view !== null && view !== 'at')
    throw new UsageError('bad-flag', `--${view} is not JSON: leave --json out, or show the whole finding with --json alone.`);
  return view;
}

function record(folder: string): readonly TraceEvent[] {
  const trace = readTrace(folder);
  if (trace !== null && trace.length > 0) return trace;
  throw new UsageError('no-record', `There is no record (trace.ndjson) in ${folder}: find the finding again with "manyworlds run".`);
}

const drawn = ({ violation, blame }: Finding): Parameters<typeof svgDiagram>[1] => ({
  violation,
  blame: blame.length === 0 ? null : blame,
});

function showState(trace: readonly TraceEvent[], atMs: number, written: ParsedArguments, terminal: Terminal): void {
  const state = stateAt(trace, atMs);
  if (written.has('json')) terminal.out(`${JSON.stringify({ v: 1, type: 'state', ...state })}\n`);
  else terminal.out(`${stateLines(state, outputStyle(written, terminal))}\n`);
  const endMs = (trace.at(-1)?.atMicros ?? 0) / 1000;
  if (atMs > endMs) terminal.error(`The record ends at ${formatTime(endMs)}: this is the state at its end.\n`);
}

function showSvg(svg: string, file: string, terminal: Terminal): void {
  if (file === '') {
    terminal.out(`${svg}\n`);
    return;
  }
  const path = resolve(terminal.cwd, file);
  try {
    writeFileSync(path, `${svg}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('unwritable-file', `${path} cannot be written (${reason}). Name another file: --svg=FILE.`, { cause: error });
  }
  terminal.out(`written to ${seenFrom(terminal.cwd, path)}\n`);
}
