/** S1: what a worker record offers is never negative, fractional or a wrapped unsigned number. */
import type { Property } from '../property.ts';

/** Free GPUs of a wrapped 32-bit counter are near 2^32; no machine has a million GPUs. */
const GPUS_MAX = 1_000_000;

const isAmount = (value: number): boolean => Number.isInteger(value) && value >= 0;

/** S1. */
export const noNegativeCapacity: Property = {
  id: 'S1',
  name: 'no-negative-capacity',
  kind: 'safety',
  statement: 'In every worker record free CPU, memory and GPUs are whole numbers of at least 0, not wrapped ones.',
  evidence: 'worker records after every step at Redis',
  watch: (court) => ({
    kinds: ['worker'],
    commit(commit) {
      for (const change of commit.changes) {
        if (change.kind !== 'worker' || change.after === null) continue;
        const { free } = change.after;
        if (isAmount(free.cpuMillicores) && isAmount(free.memoryMib) && isAmount(free.gpuCount) && free.gpuCount < GPUS_MAX) continue;
        court.accuse({
          sentence: `the record of ${change.worker} offers ${free.cpuMillicores} m, ${free.memoryMib} MiB and ${free.gpuCount} GPUs`,
          facts: court.evidence.worker(change.worker).facts(),
          about: [change.worker],
        });
      }
    },
  }),
};
