/**
 * What is expected of the designs of the documents, and must be shown: a search for each, so that another violation of the same property which comes
 * sooner does not stand in its place.
 */
import type { MatrixExhibit } from '../../sim/index.ts';
import { claims } from './claims.ts';
import { all, gatewayDied, gatewayLeaked, needlessWorker, placedTwice, takenByGateway } from './recognise.ts';

const WORLDS_MAX = 600;
/** Designs that charge a worker in one command and push in another, and keep what they popped in memory. */
const TWO_STEPS = ['baseline', 'affinity', 'batch'] as const;

/** Worlds in which machines die are where a gateway dies between two commands. */
const dying = { suite: 'chaos', settings: { fault: 'crash' }, worldsMax: WORLDS_MAX } as const;

function refuted(row: string, property: string): Pick<MatrixExhibit, 'refutes'> {
  const known = claims.find((claim) => claim.row === row && claim.property === property);
  return known === undefined ? {} : { refutes: { document: known.document, claim: known.claim } };
}

const doubleScheduling: MatrixExhibit = {
  row: 'burst',
  property: 'no-double-scheduling',
  title: 'one container on two workers',
  suite: 'steady',
  settings: {},
  worldsMax: WORLDS_MAX,
  shows: all(placedTwice, ({ faults }) => faults.length === 0),
  hazards: ['B1'],
  ...refuted('burst', 'no-double-scheduling'),
};

const needless: MatrixExhibit = {
  row: 'cached',
  property: 'bounded-provisioning',
  title: 'a worker that nobody needs',
  suite: 'chaos',
  settings: {},
  worldsMax: WORLDS_MAX,
  shows: needlessWorker,
  hazards: ['C10'],
  ...refuted('cached', 'bounded-provisioning'),
};

/** A gateway dies between the charge and the push. */
const leakedCapacity = TWO_STEPS.map((row): MatrixExhibit => ({
  row,
  property: 'atomic-commit',
  title: 'capacity that leaks with a gateway',
  ...dying,
  shows: all(gatewayLeaked, gatewayDied),
  hazards: ['C1'],
  ...refuted(row, 'atomic-commit'),
}));

/** A gateway dies between the pop and the push. */
const lostRequest = TWO_STEPS.map((row): MatrixExhibit => ({
  row,
  property: 'no-lost-request',
  title: 'a request that dies with its gateway',
  ...dying,
  shows: all(takenByGateway, gatewayDied),
  hazards: ['A1'],
}));

/** All of them. */
export const exhibits: readonly MatrixExhibit[] = [...lostRequest, ...leakedCapacity, needless, doubleScheduling];
