/** Where a property says nothing about a design, and why: it would judge something that the design does not have. */
import type { MatrixAbstention } from '../../sim/index.ts';

const HISTORICAL = ['baseline', 'cached', 'batch', 'affinity', 'burst'];

/** All abstentions. */
export const abstentions: readonly MatrixAbstention[] = [
  { rows: HISTORICAL, property: 'delivery-token', reason: 'a queue is popped there, without a token that could be acknowledged' },
  { rows: HISTORICAL, property: 'planner-soundness', reason: 'a commit there does not name its containers in one step with the worker' },
  { rows: HISTORICAL, property: 'clock-independence', reason: 'records there hold no times that Redis could have given' },
  {
    rows: ['leased', 'baseline', 'burst'],
    property: 'affinity-determinism',
    reason: 'containers keep to no worker there (the default design chooses the best fit)',
  },
];
