/** Routes about workers and workspaces. */
import type { Quota } from '../model.ts';
import type { Route } from './route.ts';
import * as schemas from './schemas.ts';

function cordonRoute(operation: 'cordon' | 'uncordon', summary: string): Route {
  return {
    method: 'POST',
    url: `/v1/workers/:id/${operation}`,
    operation: `${operation}Worker`,
    summary,
    access: 'token',
    params: schemas.idParameters,
    answers: { 200: schemas.cordoned },
    async handle({ client, params: { id = '' } }) {
      const present = await client[operation](id);
      return { status: 200, body: { id, cordoned: operation === 'cordon', present } };
    },
  };
}

/** Look, take out of service, limit. */
export const workerRoutes: readonly Route[] = [
  {
    method: 'GET',
    url: '/v1/workers',
    operation: 'listWorkers',
    summary: 'Lists the workers with what they have and what of it is free.',
    access: 'token',
    answers: { 200: schemas.workers },
    handle: async ({ client }) => ({ status: 200, body: { workers: await client.workers() } }),
  },
  cordonRoute('cordon', 'Places no more containers on a worker, also after it restarts.'),
  cordonRoute('uncordon', 'Places containers on a worker again.'),
  {
    method: 'POST',
    url: '/v1/workers/:id/drain',
    operation: 'drainWorker',
    summary: 'Cordons a worker and stops everything placed on it.',
    access: 'token',
    params: schemas.idParameters,
    answers: { 200: schemas.drained },
    async handle({ client, params: { id = '' } }) {
      const present = await client.cordon(id);
      return { status: 200, body: { id, cordoned: true, present, stopped: await client.drain(id) } };
    },
  },
  {
    method: 'PUT',
    url: '/v1/workspaces/:id/quota',
    operation: 'setQuota',
    summary: 'Limits what the containers of a workspace may ask for together; null is no limit.',
    access: 'token',
    params: schemas.idParameters,
    body: schemas.quota,
    answers: { 204: null },
    async handle({ client, params: { id = '' }, body }) {
      await client.setQuota(id, body as Quota);
      return { status: 204 };
    },
  },
];
