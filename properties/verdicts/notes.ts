/**
 * What is known of cells that are violated: which hazards explain it, and whose claim it refutes. The designs of the documents share workers,
 * layout of keys and life of a container, so most hazards are those of their common ground; what a document added brings its own.
 */
import type { MatrixNote } from '../../sim/index.ts';

/** Hazards of the common ground, by property. */
const COMMON: Readonly<Record<string, readonly string[]>> = {
  'no-negative-capacity': ['C5'],
  'no-over-credit': ['C3'],
  'no-overcommit': ['C1', 'C3'],
  'no-double-scheduling': ['B2'],
  'at-most-once-execution': ['B2'],
  'no-lost-request': ['A1'],
  'no-duplicate-backlog-entry': ['B5'],
  lifecycle: ['A10', 'C7'],
  'legal-placement': ['C7'],
  'cordon-fence': ['D10'],
  'stop-wins': ['B6'],
  'truthful-failure': ['B5'],
  'version-monotone': ['C7'],
  'retry-bounds': ['E6'],
  'index-agreement': ['C9'],
  'ttl-discipline': ['C7'],
  'bounded-provisioning': ['D2'],
  'effective-exclusion': ['C5'],
  'atomic-commit': ['C1'],
  'cache-harmless': ['C5'],
  'idempotent-commands': ['A2'],
  'release-once': ['C3'],
  'worker-removal-keeps-work': ['A6', 'A7'],
  'no-false-orphan': ['D7'],
  'batch-accounting': ['A1'],
  'drain-only-shrinks': ['D10'],
  'every-request-ends': ['A1'],
  'capacity-returns': ['C1'],
  'no-starvation': ['A1'],
  'backlog-drains': ['A3'],
};

/** Where a design adds hazards of its own, by design and property. */
const OWN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  cached: { 'no-livelock': ['C10'] },
  batch: { 'metrics-truth': ['C1'] },
  burst: {
    'no-negative-capacity': ['C2'],
    'no-over-credit': ['C2'],
    'no-overcommit': ['C2'],
    'no-double-scheduling': ['B1'],
    'at-most-once-execution': ['B1'],
    'no-duplicate-backlog-entry': ['B1'],
    'truthful-failure': ['B1'],
    'legal-placement': ['D11'],
    'cordon-fence': ['D11'],
    'cache-harmless': ['C2'],
    'release-once': ['C2'],
    'no-livelock': ['D11'],
  },
};

/** What the documents say in so many words and a violation refutes, by design and property. */
const CLAIMS: Readonly<Record<string, Readonly<Record<string, readonly [document: string, claim: string]>>>> = {
  baseline: {
    'bounded-provisioning': ['Document 001', '“Unnecessary Workers … Original … 0”'],
  },
  cached: {
    'bounded-provisioning': [
      'Document 000',
      'the cache is “short enough to prevent stale scheduling decisions”; 001 reports “50+ unnecessary workers”',
    ],
    'capacity-returns': ['Document 000', 'batching “maintains per-worker atomic updates”'],
  },
  batch: {
    'bounded-provisioning': ['Document 001', '“Zero unnecessary worker additions”'],
    'capacity-returns': ['Document 004', 'the batch “maintains correctness”'],
    'no-overcommit': ['Document 004', '“No negative worker capacity”, “no double-booking”'],
  },
  affinity: {
    'capacity-returns': ['Document 002', 'what goes wrong is “optimistic locking working correctly”'],
  },
  burst: {
    'no-double-scheduling': ['Document 003', '“Double scheduling is IMPOSSIBLE with the current implementation”'],
    'at-most-once-execution': ['Document 003', '“0 double scheduling incidents across all tests”'],
    'no-negative-capacity': ['Document 003', '“If versions don’t match → concurrent update detected → reject”'],
    'no-lost-request': ['Document 003', '“Safe for multi-replica deployment in production”'],
    'capacity-returns': ['Document 003', 'gateway crashes while holding a lock: “→ Proceed normally”'],
  },
};

/** Told as well, although no document says anything of them: what dies with a gateway. */
const NOTABLE: ReadonlySet<string> = new Set(['no-lost-request', 'capacity-returns', 'metrics-truth']);

const DESIGNS = ['baseline', 'cached', 'batch', 'affinity', 'burst'] as const;

function noteOf(row: string, property: string): MatrixNote {
  const [document, claim] = CLAIMS[row]?.[property] ?? [];
  const known = OWN[row]?.[property] ?? COMMON[property] ?? [];
  const refutes = document === undefined || claim === undefined ? {} : { refutes: { document, claim } };
  return { row, property, hazards: known, isNotable: NOTABLE.has(property), ...refutes };
}

/** All notes. */
export const notes: readonly MatrixNote[] = DESIGNS.flatMap((row) => {
  const properties = new Set(
    [COMMON, OWN[row] ?? {}, CLAIMS[row] ?? {}, Object.fromEntries([...NOTABLE].map((name) => [name, []]))].flatMap((table) =>
      Object.keys(table),
    ),
  );
  return [...properties].map((property) => noteOf(row, property));
});
