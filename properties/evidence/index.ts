/** The reference ledger: typed evidence of one world, and its decoder for keyspace commits. */
export type { Change, ContainerFacts, LedgerCommit, RequestFacts, WorkerFacts } from './changes.ts';
export { ContainerEvidence, WorkerEvidence, tell, type LazyFact, type LockEvidence, type Run } from './custody.ts';
export { KeyspaceDecoder } from './decoder.ts';
export { Evidence, type ClientFact, type EvidenceListener, type HostFact, type RunFact } from './evidence.ts';
export type { AskedWorker, ClaimFacts, ProvisionFact, StandingClaim } from './provisioning.ts';
export { sameResources } from './records.ts';
export { Records, type StoredContainer } from './stored.ts';
export { sayChange, sayCommand, sayHost, sayResources } from './words.ts';
