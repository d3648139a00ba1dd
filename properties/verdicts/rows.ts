/** The designs that `manyworlds verdict` puts to the test: every preset, in the order of the documents that describe them. */
import type { MatrixRow } from '../../sim/index.ts';
import type { PresetName } from '../../src/index.ts';

const DESCRIPTIONS: Readonly<Record<PresetName, string>> = {
  leased: 'the default: leases, one atomic script a worker, capacity derived from ownership',
  baseline: 'documents 000 and 001, "before": one request at a time, a lock for each worker that is read, versioned capacity',
  cached: 'document 000: workers cached for 500 ms, batched reservations, affinity',
  batch: 'documents 001 and 004: batches of up to 100 over 50 ms, one cached snapshot, one update a worker',
  affinity: 'document 002: the flow of the baseline on fresh snapshots, with affinity',
  burst: 'document 003: 100 loops, retries in place, batches and bursts of new workers, "triple-layer defence"',
};

/** The rows. Only the default design promises everything. */
export const rows: readonly MatrixRow[] = Object.entries(DESCRIPTIONS).map(([name, description]) => ({
  name,
  description,
  settings: { preset: name },
  mustHold: name === 'leased',
}));
