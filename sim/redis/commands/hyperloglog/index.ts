/** HyperLogLog: counting different elements in 12 KB. The sketch is a string with the very bytes that Redis has (see layout.ts). */
import { failure, OK, StatusReply } from '../../resp/index.ts';
import { ALL_KEYS, FIRST_KEY } from '../definition.ts';
import { at, parseInteger } from '../words.ts';
import { denseEach, denseSet } from './dense.ts';
import { estimate } from './estimate.ts';
import { patternOf } from './hash.ts';
import { cachedEstimate, cacheEstimate, dropEstimate, emptySketch, isDense, needSketch, REGISTERS } from './layout.ts';
import { sparseEach, sparseRuns, sparseSet, toDense } from './sparse.ts';
import type { CommandDefinition } from '../definition.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';

const DEFAULT_SPARSE_BYTES = 3000;

/** How large a sparse sketch may become: `hll-sparse-max-bytes`. */
function sparseLimit(client: Client): number {
  return Number(parseInteger(client.server.settings.get('hll-sparse-max-bytes') ?? '') ?? DEFAULT_SPARSE_BYTES);
}

function sketchAt(client: Client, key: string): Buffer | undefined {
  const text = client.database.string(key);
  return text === undefined ? undefined : needSketch(text);
}

function store(client: Client, key: string, sketch: Buffer): void {
  client.database.put(key, sketch.toString('latin1'));
  client.database.keepStringForm(key, 'raw');
}

/** Raises a register; null when nothing changed. */
function raise(sketch: Buffer, register: number, length: number, sparseBytes: number): Buffer | null {
  if (!isDense(sketch)) return sparseSet(sketch, register, length, sparseBytes);
  return denseSet(sketch, register, length) ? sketch : null;
}

function each(sketch: Buffer, tell: (register: number, length: number) => void): void {
  if (isDense(sketch)) denseEach(sketch, tell);
  else sparseEach(sketch, tell);
}

function add(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  const known = sketchAt(client, key);
  const limit = sparseLimit(client);
  let sketch = known ?? emptySketch();
  let changed = known === undefined;
  for (let index = 2; index < argv.length; index++) {
    const { register, length } = patternOf(at(argv, index));
    const raised = raise(sketch, register, length, limit);
    if (raised === null) continue;
    sketch = raised;
    changed = true;
  }
  if (!changed) return 0;
  dropEstimate(sketch);
  store(client, key, sketch);
  return 1;
}

function count(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 2) return estimateOf(union(client, argv.slice(1)).lengths);
  const key = at(argv, 1);
  const sketch = sketchAt(client, key);
  if (sketch === undefined) return 0;
  const cached = cachedEstimate(sketch);
  if (cached !== null) return cached;
  const lengths = new Uint8Array(REGISTERS);
  each(sketch, (register, length) => (lengths[register] = length));
  const value = estimateOf(lengths);
  cacheEstimate(sketch, value);
  store(client, key, sketch);
  return value;
}

function estimateOf(lengths: Uint8Array): number {
  const histogram = new Float64Array(64);
  for (const length of lengths) histogram[length] = (histogram[length] ?? 0) + 1;
  return estimate(histogram);
}

/** The highest length of every register over keys, and whether one of them is dense. */
function union(client: Client, keys: readonly string[]): { lengths: Uint8Array; dense: boolean } {
  const lengths = new Uint8Array(REGISTERS);
  let dense = false;
  for (const key of keys) {
    const sketch = sketchAt(client, key);
    if (sketch === undefined) continue;
    dense ||= isDense(sketch);
    each(sketch, (register, length) => {
      if (length > (lengths[register] ?? 0)) lengths[register] = length;
    });
  }
  return { lengths, dense };
}

function merge(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  const { lengths, dense } = union(client, argv.slice(1));
  const limit = sparseLimit(client);
  let sketch = sketchAt(client, key) ?? emptySketch();
  if (dense && !isDense(sketch)) sketch = toDense(sketch);
  for (const [register, length] of lengths.entries()) if (length > 0) sketch = raise(sketch, register, length, limit) ?? sketch;
  dropEstimate(sketch);
  store(client, key, sketch);
  return OK;
}

/** PFDEBUG GETREG, DECODE, ENCODING and TODENSE. */
function debug(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 2);
  const sketch = sketchAt(client, key);
  if (sketch === undefined) throw failure('The specified key does not exist');
  const word = at(argv, 1).toLowerCase();
  if (word === 'encoding') return new StatusReply(isDense(sketch) ? 'dense' : 'sparse');
  if (word === 'decode') return decode(sketch);
  if (word !== 'todense' && word !== 'getreg') throw failure(`Unknown PFDEBUG subcommand '${at(argv, 1)}'`);
  const dense = isDense(sketch) ? sketch : toDense(sketch);
  if (dense !== sketch) store(client, key, dense);
  if (word === 'todense') return dense === sketch ? 0 : 1;
  const lengths: number[] = [];
  denseEach(dense, (_register, length) => lengths.push(length));
  return lengths;
}

function decode(sketch: Buffer): Reply {
  if (isDense(sketch)) throw failure('HLL encoding is not sparse');
  const words = sparseRuns(sketch).map(({ kind, length, registers }) =>
    kind === 'values' ? `v:${length},${registers}` : `${kind === 'zeros' ? 'z' : 'Z'}:${registers}`,
  );
  return words.join(' ');
}

/** The commands of HyperLogLog. */
export const hyperLogLogCommands: readonly CommandDefinition[] = [
  { name: 'pfadd', arity: -2, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: add },
  { name: 'pfcount', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: count },
  { name: 'pfmerge', arity: -2, flags: ['write', 'denyoom'], keys: ALL_KEYS, run: merge },
  { name: 'pfdebug', arity: 3, flags: ['write', 'denyoom', 'admin'], keys: [2, 2, 1], run: debug },
  { name: 'pfselftest', arity: 1, flags: ['admin'], keys: null, run: () => OK },
];
