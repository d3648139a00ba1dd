/**
 * What is expected of the designs of the documents, and must be shown: a search for each, so that another violation of the same property which comes
 * sooner does not stand in its place.
 */
import type { MatrixExhibit } from '../../sim/index.ts';
import {
  all,
  gatewayDied,
  gatewayLeaked,
  needlessWorker,
  no,
  placedTwice,
  quotaUnlocked,
  submittedTwice,
  takenByGateway,
  withFaults,
} from './recognise.ts';

const WORLDS_MAX = 600;
/** Designs that charge a worker in one command and push in another, and keep what they popped in memory. */
const TWO_STEPS = ['baseline', 'affinity', 'batch'] as const;

/** Worlds in which machines die are where a gateway dies between two commands. */
const dying = { suite: 'chaos', settings: { fault: 'crash' }, worldsMax: WORLDS_MAX } as const;

const doubleScheduling: MatrixExhibit = {
  row: 'burst',
  property: 'no-double-scheduling',
  title: 'one container on two workers',
  suite: 'steady',
  settings: {},
  worldsMax: WORLDS_MAX,
  shows: all(placedTwice, no(withFaults, submittedTwice)),
};

const needless: MatrixExhibit = {
  row: 'cached',
  property: 'bounded-provisioning',
  title: 'a worker that nobody needs',
  suite: 'chaos',
  settings: {},
  worldsMax: WORLDS_MAX,
  shows: needlessWorker,
};

/** So many submissions at once that some wait for the workspace's lock longer than they try. */
const quota: MatrixExhibit = {
  row: 'baseline',
  property: 'quota-respected',
  title: 'a quota that is exceeded without its lock',
  suite: 'steady',
  settings: { containers: 150 },
  worldsMax: WORLDS_MAX,
  shows: quotaUnlocked,
};

/** A gateway dies between the charge and the push. */
const leakedCapacity = TWO_STEPS.map((row): MatrixExhibit => ({
  row,
  property: 'atomic-commit',
  title: 'capacity that leaks with a gateway',
  ...dying,
  shows: all(gatewayLeaked, gatewayDied),
}));

/** A gateway dies between the pop and the push. */
const lostRequest = TWO_STEPS.map((row): MatrixExhibit => ({
  row,
  property: 'no-lost-request',
  title: 'a request that dies with its gateway',
  ...dying,
  shows: all(takenByGateway, gatewayDied),
}));

/** All of them. */
export const exhibits: readonly MatrixExhibit[] = [...lostRequest, ...leakedCapacity, quota, needless, doubleScheduling];
