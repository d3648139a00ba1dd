/** C1 of beta9: a gateway charges a worker and dies before it pushes the request. Two steps leak the capacity; one step cannot. */
import { plainContainer, plainWorker, type Regression } from './regression.ts';

/** The kept world. */
export const gatewayDiesBehindTheCharge: Regression = {
  name: 'gateway-dies-behind-the-charge',
  story: 'The only gateway lowers the free capacity of a worker, dies before anything else, and comes back a second later.',
  scenario: {
    gateways: ['gateway-1'],
    workers: [plainWorker('worker-1')],
    containers: [plainContainer('c1', 500), plainContainer('c2', 3_000)],
    operations: [],
    faults: [
      {
        kind: 'crash',
        target: 'gateway-1',
        atMs: 5_000,
        when: { does: 'deed', what: 'charged', occurrence: 1 },
        forMs: 1_000,
        manner: 'reset',
      },
    ],
    timings: { workerTtlMs: 3_000, keepaliveMs: 750, workerTtlMarginMs: 500, leaseTtlMs: 1_500, lockTtlMs: 2_000, socketTimeoutMs: 1_000 },
    latency: { minimumMicros: 1_000, maximumMicros: 2_000 },
    configuration: {},
  },
  verdicts: {
    leased: 'holds',
    baseline: 'atomic-commit',
    cached: 'atomic-commit',
    batch: 'atomic-commit',
    affinity: 'atomic-commit',
    burst: 'atomic-commit',
  },
};
