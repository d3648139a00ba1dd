/** The machine's own arithmetic: nothing starts that does not fit beside what really runs. */
import type { AdmissionPart, PartMaker } from '../contracts.ts';

/** Sums what runs and compares with the machine. */
export function machineAdmission(): PartMaker<AdmissionPart> {
  return () => ({
    admits({ resources }, running, next) {
      return (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).every(
        (kind) => running.reduce((sum, container) => sum + container[kind], next[kind]) <= resources[kind],
      );
    },
  });
}
