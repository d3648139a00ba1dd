/** Reserve, then acknowledge with the token: what a worker did not acknowledge is never lost and never its own. */
import { randomUUID } from 'node:crypto';
import { containerStateKey, workerOwnedKey, workerPendingKey, workerQueueKey, workerStateKey } from '../../keys.ts';
import { asList, asText, type RedisScript } from '../../redis/index.ts';
import { decodeRequest } from '../../request.ts';
import { acknowledgeScript, giveBackScript, reserveScript } from '../../scripts/index.ts';
import type { DeliveredContainer, DeliveryPart, PartMaker } from '../contracts.ts';

const FIELDS_PER_DELIVERY = 3;

/** The scripts of a delivery. */
export interface DeliveryScripts {
  readonly reserve: RedisScript;
  readonly acknowledge: RedisScript;
  readonly giveBack: RedisScript;
}

/** Delivery by tokens. */
export function tokenDelivery(scripts: Partial<DeliveryScripts> = {}): PartMaker<DeliveryPart> {
  const { reserve, acknowledge, giveBack } = {
    reserve: reserveScript,
    acknowledge: acknowledgeScript,
    giveBack: giveBackScript,
    ...scripts,
  };
  return ({ link, timings }) => {
    const life = randomUUID();
    let reservations = 0;
    return {
      pollMs: Number.POSITIVE_INFINITY,
      async reserve({ id, incarnation }) {
        reservations += 1;
        const keys = [workerStateKey(id), workerQueueKey(id), workerPendingKey(id)];
        const reply = await link.run(reserve, keys, [id, incarnation, `${life}:${reservations}`, timings.batchSizeMax]);
        return reply === null ? null : decodeDeliveries(asList(reply));
      },
      async acknowledge({ id, incarnation }, { request, token }) {
        const keys = [workerStateKey(id), workerPendingKey(id), containerStateKey(request.id)];
        return asText(await link.run(acknowledge, keys, [id, incarnation, request.id, token])) as 'start' | 'stop' | 'refused';
      },
      async giveBack({ id }, { request, token }) {
        const keys = [workerPendingKey(id), workerOwnedKey(id), containerStateKey(request.id)];
        await link.insist(giveBack, keys, [id, request.id, token, timings.retryBackoffMs]);
      },
    };
  };
}

function decodeDeliveries(reply: readonly unknown[]): DeliveredContainer[] {
  const deliveries: DeliveredContainer[] = [];
  for (let at = 0; at < reply.length; at += FIELDS_PER_DELIVERY) {
    const json = asText(reply[at + 2]);
    if (json !== '') deliveries.push({ request: decodeRequest(json), token: asText(reply[at + 1]) });
  }
  return deliveries;
}
