/** Routes about containers. */
import type { ContainerRequest } from '../model.ts';
import type { ContainerFilter } from '../options.ts';
import { HttpProblem, isAboutTheRequest, problemOf } from './problem.ts';
import type { Answer, Call, Route } from './route.ts';
import * as schemas from './schemas.ts';

/** Submit, stop, look. */
export const containerRoutes: readonly Route[] = [
  {
    method: 'POST',
    url: '/v1/containers',
    operation: 'submitContainers',
    summary:
      'Submits one container or a list of containers. Idempotent by id. `unsatisfiable=wait` accepts what nothing that is there could ever take.',
    access: 'token',
    query: schemas.submitQuery,
    body: schemas.submission,
    answers: { 200: schemas.submitResults, 202: schemas.submitResult },
    handle: (call) => (Array.isArray(call.body) ? submitList(call, call.body) : submitOne(call)),
  },
  {
    method: 'GET',
    url: '/v1/containers',
    operation: 'listContainers',
    summary: 'Lists the containers that have not ended, oldest first, page by page: send the cursor of a page to get the next.',
    access: 'token',
    query: schemas.containerQuery,
    answers: { 200: schemas.containerPage },
    async handle({ client, query }) {
      const { limit, ...rest } = query;
      const filter = { ...rest, ...(limit === undefined ? {} : { limit: Number(limit) }) } as ContainerFilter;
      return { status: 200, body: await client.containers(filter) };
    },
  },
  {
    method: 'GET',
    url: '/v1/backlog',
    operation: 'getBacklog',
    summary: 'Tells how much waits, how much is in hand, and how long the oldest has waited.',
    access: 'token',
    answers: { 200: schemas.backlog },
    handle: async ({ client }) => ({ status: 200, body: await client.backlog() }),
  },
  {
    method: 'GET',
    url: '/v1/containers/:id',
    operation: 'getContainer',
    summary: 'Tells what is known of a container.',
    access: 'token',
    params: schemas.idParameters,
    answers: { 200: schemas.containerStatus },
    async handle({ client, params: { id = '' } }) {
      const status = await client.status(id);
      if (status.state === 'UNKNOWN') throw unknownContainer(id);
      return { status: 200, body: { id, ...status } };
    },
  },
  {
    method: 'DELETE',
    url: '/v1/containers/:id',
    operation: 'stopContainer',
    summary: 'Stops a container, or keeps it from starting. 202: its worker was told to end it; 200: it will not run any more.',
    access: 'token',
    params: schemas.idParameters,
    answers: { 200: schemas.stopResult, 202: schemas.stopResult },
    async handle({ client, params: { id = '' } }) {
      const result = await client.stop(id);
      if (result === 'unknown') throw unknownContainer(id);
      return { status: result === 'stopping' ? 202 : 200, body: { id, result } };
    },
  },
];

function unknownContainer(id: string): HttpProblem {
  return new HttpProblem(
    404,
    'UNKNOWN_CONTAINER',
    `no container ${id} is known; it was never accepted, or ended so long ago that it is forgotten`,
  );
}

/** GPUs may be left out. */
function requestOf(body: unknown): ContainerRequest {
  return { gpuCount: 0, gpuTypes: [], ...(body as Omit<ContainerRequest, 'gpuCount' | 'gpuTypes'>) };
}

async function submitOne({ client, body, query }: Call): Promise<Answer> {
  const result = await client.submit(requestOf(body), query);
  const headers = { location: `/v1/containers/${encodeURIComponent(result.id)}` };
  return { status: result.status === 'accepted' ? 202 : 200, body: result, headers };
}

/** Each has its own result; a Redis that does not answer refuses the whole list, which may be sent again as it is. */
async function submitList({ client, path, query }: Call, bodies: readonly unknown[]): Promise<Answer> {
  const results = await Promise.all(
    bodies.map(requestOf).map(async (request) => {
      try {
        return await client.submit(request, query);
      } catch (error) {
        if (!isAboutTheRequest(error)) throw error;
        return { id: request.id, status: 'refused', problem: problemOf(error, path).problem };
      }
    }),
  );
  return { status: 200, body: { results } };
}
