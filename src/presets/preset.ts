/**
 * A preset is one composition of parts. Every historical design is such a composition and not a fork; any part of it can be replaced:
 * `{ ...presets.leased, name: 'mine', committer: mine }`.
 */
import type {
  AdministrationPart,
  AdmissionPart,
  CommitterPart,
  DeliveryPart,
  ExecutionPart,
  FailurePart,
  IntakePart,
  LinkContext,
  ListingPart,
  LockPart,
  MembershipPart,
  PartContext,
  PartMaker,
  PlannerPart,
  ProvisionerPart,
  ReaperPart,
  ReleasePart,
  RetryPart,
  SnapshotPart,
  StatusPart,
  StopPart,
  SubmitPart,
} from '../parts/index.ts';
import type { Timings } from '../timings.ts';

/** Presets that can be named. */
export type PresetName = 'leased' | 'baseline' | 'cached' | 'batch' | 'affinity' | 'burst';

/** A composition of parts and the timings that go with it. */
export interface Preset {
  readonly name: string;
  readonly timings: Timings;
  /**
   * Whose records and guarantees it has: `leased` has leases, ownership and outcomes; `baseline` stands for all designs of the source documents, which
   * share one layout of keys and one kind of worker.
   */
  readonly family: 'leased' | 'baseline';
  /** Whether the requests of one look at the backlog are placed together, or each goes its own way while the loop looks on. */
  readonly handling: 'together' | 'apart';
  /** Whether a batch waits for the workers that it asks for, or goes on while each request without a place is looked after aside. */
  readonly provisioning: 'inline' | 'aside';
  /** How often one batch is planned when commits are refused, before the rest is given back; at least 1. */
  readonly planningRounds: number;
  readonly submit: PartMaker<SubmitPart>;
  readonly administration: PartMaker<AdministrationPart>;
  /** Absent in designs that keep no index of their containers. */
  readonly listing?: PartMaker<ListingPart>;
  readonly stop: PartMaker<StopPart>;
  readonly status: PartMaker<StatusPart>;
  readonly intake: PartMaker<IntakePart>;
  readonly snapshot: PartMaker<SnapshotPart>;
  readonly planner: PartMaker<PlannerPart>;
  readonly committer: PartMaker<CommitterPart>;
  readonly provisioner: PartMaker<ProvisionerPart>;
  readonly retry: (context: PartContext, failure: FailurePart) => RetryPart;
  readonly failure: PartMaker<FailurePart>;
  readonly lock: (context: LinkContext) => LockPart;
  readonly reaper: PartMaker<ReaperPart>;
  readonly membership: PartMaker<MembershipPart>;
  readonly delivery: PartMaker<DeliveryPart>;
  readonly admission: PartMaker<AdmissionPart>;
  readonly execution: PartMaker<ExecutionPart>;
  readonly release: PartMaker<ReleasePart>;
}
