/** What the documents say in so many words, and what a finding must show to refute it. A violation of the same property that shows something else does not. */
import {
  all,
  gatewayDied,
  gatewayLeaked,
  gpusWrapped,
  needlessWorker,
  no,
  passedOverLocked,
  placedTwice,
  ranTwice,
  runsTooMuch,
  type Recognise,
} from './recognise.ts';

/** A claim about a design. */
export interface DocumentClaim {
  readonly row: string;
  /** Name of the property whose violation can refute it. */
  readonly property: string;
  readonly document: string;
  readonly claim: string;
  readonly refutedBy: Recognise;
}

/** All claims. */
export const claims: readonly DocumentClaim[] = [
  {
    row: 'baseline',
    property: 'bounded-provisioning',
    document: 'Document 001',
    claim: '“Unnecessary Workers … Original … 0”',
    refutedBy: needlessWorker,
  },
  {
    row: 'cached',
    property: 'bounded-provisioning',
    document: 'Document 000',
    claim: 'the cache is “short enough to prevent stale scheduling decisions”',
    // A worker that was hidden by its lock says nothing about the cache.
    refutedBy: all(needlessWorker, no(passedOverLocked)),
  },
  {
    row: 'batch',
    property: 'no-overcommit',
    document: 'Document 004',
    claim: '“No negative worker capacity”, “no double-booking”',
    refutedBy: runsTooMuch,
  },
  {
    row: 'batch',
    property: 'atomic-commit',
    document: 'Document 004',
    claim: 'the batch “maintains correctness”',
    refutedBy: gatewayLeaked,
  },
  {
    row: 'burst',
    property: 'no-double-scheduling',
    document: 'Document 003',
    claim: '“Double scheduling is IMPOSSIBLE with the current implementation”',
    refutedBy: placedTwice,
  },
  {
    row: 'burst',
    property: 'at-most-once-execution',
    document: 'Document 003',
    claim: '“0 double scheduling incidents across all tests”',
    refutedBy: ranTwice,
  },
  {
    row: 'burst',
    property: 'no-negative-capacity',
    document: 'Document 003',
    claim: '“If versions don’t match → concurrent update detected → reject”',
    refutedBy: gpusWrapped,
  },
  {
    row: 'burst',
    property: 'no-lost-request',
    document: 'Document 003',
    claim: '“Safe for multi-replica deployment in production”',
    refutedBy: gatewayDied,
  },
];
