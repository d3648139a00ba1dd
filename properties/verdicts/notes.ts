/**
 * What is known of violations: which hazard explains them. The designs of the documents share workers, layout of keys and life of a container, so
 * most hazards are those of their common ground; what a document added brings its own. A note speaks of the violations that it recognises
 * and of no other, so a cell whose finding shows something else has no letter and refutes nothing.
 */
import type { MatrixNote } from '../../sim/index.ts';
import { claims } from './claims.ts';
import {
  all,
  askedOnInPlace,
  askedTwice,
  beyondMaximum,
  deletedQueue,
  disconnected,
  dropped,
  gatewayDied,
  gatewayLeaked,
  ghostRecord,
  gpusHadWrapped,
  gpusWrapped,
  leaked,
  leftBelowMinimum,
  needlessWorker,
  no,
  outOfService,
  ownRecordMissing,
  overCredited,
  passedOverLocked,
  placedTwice,
  poppedByDead,
  poppedByStruck,
  pushedTooOften,
  quotaLockExpired,
  quotaUnlocked,
  recordExpired,
  recordRanOut,
  returnedByStruck,
  returnedTooOften,
  runsTooMuch,
  stopForgotten,
  submittedTwice,
  takenByGateway,
  takenByWorker,
  versionWentBack,
  withFaults,
  workerHung,
  wrongClock,
  wrongKind,
  type Recognise,
} from './recognise.ts';

/** A way in which a property is violated. */
interface Way {
  readonly property: string;
  readonly hazards: readonly string[];
  readonly when: Recognise;
}

const way = (property: string, hazards: string, when: Recognise): Way => ({ property, hazards: hazards.split(' '), when });
const anyway: Recognise = () => true;
const afterDeath = all(takenByGateway, gatewayDied);
const alive = no(gatewayDied);

/** Hazards of the common ground; the first way of a property that recognises a finding counts. */
const COMMON: readonly Way[] = [
  way('no-negative-capacity', 'C5', no(gpusWrapped)),
  way('no-over-credit', 'C3', withFaults),
  way('no-overcommit', 'C3', all(overCredited, withFaults)),
  way('no-overcommit', 'C1', all(leaked, withFaults)),
  way('no-double-scheduling', 'B5', all(placedTwice, submittedTwice)),
  way('no-double-scheduling', 'B2', all(placedTwice, disconnected)),
  way('at-most-once-execution', 'B5', submittedTwice),
  way('at-most-once-execution', 'B2', disconnected),
  ...['no-lost-request', 'every-request-ends'].flatMap((property) => [
    way(property, 'A12', workerHung),
    way(property, 'A4', dropped),
    way(property, 'A1', afterDeath),
    way(property, 'A2', all(takenByGateway, alive, disconnected)),
    way(property, 'A6', all(deletedQueue, no(takenByGateway))),
    way(property, 'A5', all(takenByWorker, disconnected)),
  ]),
  way('batch-accounting', 'A4', dropped),
  way('batch-accounting', 'A1', gatewayDied),
  way('batch-accounting', 'A2', disconnected),
  way('no-duplicate-backlog-entry', 'B5', submittedTwice),
  way('no-duplicate-backlog-entry', 'A2', disconnected),
  way('lifecycle', 'A10', recordExpired),
  way('lifecycle', 'B6', stopForgotten),
  way('lifecycle', 'B5', submittedTwice),
  way('legal-placement', 'C7', ghostRecord),
  way('cordon-fence', 'D11', outOfService),
  way('cordon-fence', 'D10', withFaults),
  way('stop-wins', 'B6', anyway),
  way('truthful-failure', 'B5', submittedTwice),
  way('version-monotone', 'C5', all(versionWentBack, withFaults)),
  way('retry-bounds', 'E6', wrongClock),
  way('retry-bounds', 'B5', all(returnedTooOften, submittedTwice)),
  way('retry-bounds', 'A2', all(returnedTooOften, returnedByStruck)),
  way('index-agreement', 'C9', anyway),
  way('ttl-discipline', 'C7', anyway),
  way('bounded-provisioning', 'D2', askedTwice),
  way('bounded-provisioning', 'D13', beyondMaximum),
  way('effective-exclusion', 'C5', withFaults),
  way('atomic-commit', 'C1', gatewayLeaked),
  way('idempotent-commands', 'A2', disconnected),
  way('release-once', 'B5', submittedTwice),
  way('release-once', 'C7', ghostRecord),
  way('release-once', 'A10', recordRanOut),
  way('release-once', 'C3', withFaults),
  way('worker-removal-keeps-work', 'A6', deletedQueue),
  way('worker-removal-keeps-work', 'A7', withFaults),
  way('no-false-orphan', 'A12', workerHung),
  way('no-false-orphan', 'B5', all(ownRecordMissing, submittedTwice)),
  way('no-false-orphan', 'D7', withFaults),
  way('drain-only-shrinks', 'D10', withFaults),
  way('quota-respected', 'E1', quotaUnlocked),
  way('quota-respected', 'C5', quotaLockExpired),
  way('stopping-ends', 'A12', workerHung),
  way('drained-worker-empties', 'A12', workerHung),
  way('capacity-returns', 'A12', all(leaked, workerHung)),
  way('capacity-returns', 'C3', all(overCredited, withFaults)),
  way('capacity-returns', 'C1', all(leaked, withFaults)),
  way('no-starvation', 'A12', workerHung),
  way('no-starvation', 'A4', dropped),
  way('no-starvation', 'A1', poppedByDead),
  way('no-starvation', 'A2', poppedByStruck),
  way('backlog-drains', 'A3', gatewayDied),
];

/** Whom a listing passes over because somebody holds its lock, looks as if it were not there. */
const invisible = way('bounded-provisioning', 'D1', all(needlessWorker, passedOverLocked));
/** Planned on a picture of the workers that was older than what had happened to them. */
const outdated = way('bounded-provisioning', 'C10', all(needlessWorker, no(passedOverLocked)));
/** A container that is collected for a new worker and also goes back. */
const collectedTwice = no(disconnected, submittedTwice);

/** Violations that no hazard of beta9's explains, and the rows that show them. Their stories are told in the document. */
const UNNAMED: readonly (Way & { readonly rows: readonly string[] })[] = [
  // Whoever is idle leaves; nobody asks what the pool is to keep.
  { rows: ['baseline', 'cached', 'batch', 'affinity', 'burst'], property: 'bounded-provisioning', hazards: [], when: leftBelowMinimum },
  // What is compared is the GPU type that a request was given, and one that names several has none before its first attempt.
  { rows: ['burst'], property: 'no-livelock', hazards: [], when: no(withFaults) },
];

/** Where a design adds hazards of its own; they come before those of the common ground. */
const OWN: Readonly<Record<string, readonly Way[]>> = {
  baseline: [invisible],
  affinity: [invisible],
  cached: [invisible, outdated, way('no-livelock', 'C10', anyway)],
  batch: [invisible, outdated, way('no-livelock', 'C11', no(withFaults))],
  burst: [
    ...['no-negative-capacity', 'no-over-credit', 'no-overcommit', 'cache-harmless', 'release-once', 'capacity-returns'].map((property) =>
      way(property, 'C2', gpusWrapped),
    ),
    way('no-overcommit', 'C2', all(gpusHadWrapped, runsTooMuch)),
    way('batch-accounting', 'B1', all(pushedTooOften, collectedTwice)),
    way('retry-bounds', 'B1', all(returnedTooOften, no(returnedByStruck, submittedTwice, wrongClock))),
    way('no-double-scheduling', 'B1', all(placedTwice, collectedTwice)),
    way('at-most-once-execution', 'B1', collectedTwice),
    way('no-duplicate-backlog-entry', 'B1', collectedTwice),
    way('truthful-failure', 'B1', collectedTwice),
    way('legal-placement', 'D11', wrongKind),
    way('cordon-fence', 'D11', outOfService),
    way('bounded-provisioning', 'D3', all(askedTwice, askedOnInPlace)),
    invisible,
    outdated,
  ],
};

const DESIGNS = ['baseline', 'cached', 'batch', 'affinity', 'burst'] as const;

/** All notes: claims with what they are refuted by first, then what only has a letter. */
export const notes: readonly MatrixNote[] = DESIGNS.flatMap((row) => {
  const ways = [...(OWN[row] ?? []), ...COMMON];
  const plain = ways.map(({ property, hazards, when }): MatrixNote => ({ row, property, hazards, explains: when }));
  const refuting = claims
    .filter((claim) => claim.row === row)
    .flatMap(({ property, document, claim, refutedBy }) =>
      ways
        .filter((one) => one.property === property)
        .map(({ hazards, when }): MatrixNote => ({ row, property, hazards, refutes: { document, claim }, explains: all(when, refutedBy) })),
    );
  const unnamed = UNNAMED.filter(({ rows }) => rows.includes(row)).map(({ property, hazards, when }): MatrixNote => ({
    row,
    property,
    hazards,
    explains: when,
    isNotable: true,
  }));
  return [...refuting, ...plain, ...unnamed];
});
