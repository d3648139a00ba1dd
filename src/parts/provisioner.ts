/** Asking for new workers. There is only `none` so far: the fleet is what it is. */
import type { PartMaker, ProvisionerPart } from './contracts.ts';

/** Never asks. */
export function noProvisioner(): PartMaker<ProvisionerPart> {
  return () => ({
    // The fleet is fixed; requests wait in the backlog.
    provision: async (unplaced) => ({ placements: [], unplaced }),
  });
}
