/** A1 of beta9: a gateway takes a request from the backlog and dies. Who popped it has lost it; who leased it has not. */
import { plainContainer, plainWorker, type Regression } from './regression.ts';

/** The kept world. */
export const gatewayDiesBehindThePop: Regression = {
  name: 'gateway-dies-behind-the-pop',
  story: 'The only gateway takes a request from the backlog, dies before it places it, and comes back a second later.',
  scenario: {
    gateways: ['gateway-1'],
    workers: [plainWorker('worker-1')],
    containers: [plainContainer('c1', 500)],
    operations: [],
    faults: [
      {
        kind: 'crash',
        target: 'gateway-1',
        atMs: 5_000,
        when: { does: 'deed', what: 'took-requests', occurrence: 1 },
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
    baseline: 'no-lost-request',
    cached: 'no-lost-request',
    batch: 'no-lost-request',
    affinity: 'no-lost-request',
    burst: 'no-lost-request',
  },
};
