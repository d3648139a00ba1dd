/** JSON Schemas of what comes in and goes out. Nothing is converted and nothing is ignored: `"1"` is no number, an unknown field an error. */
import { REQUEST_SIZE_MAX_BYTES, RESOURCE_MAX } from '../request.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Most containers of one call. */
export const CONTAINERS_MAX = 1_000;

const id: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' };
const amount: JsonSchema = { type: 'integer', minimum: 0, maximum: RESOURCE_MAX };
const text: JsonSchema = { type: 'string', maxLength: REQUEST_SIZE_MAX_BYTES };

function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = Object.keys(properties)): JsonSchema {
  return { type: 'object', additionalProperties: false, required, properties };
}

/** `ContainerRequest`; GPUs may be left out. */
export const containerRequest: JsonSchema = object(
  {
    id,
    cpuMillicores: amount,
    memoryMib: amount,
    gpuCount: amount,
    gpuTypes: { type: 'array', maxItems: 64, items: id },
    poolSelector: id,
    toleratesPreemption: { type: 'boolean' },
    workspaceId: id,
    command: { type: 'array', minItems: 1, maxItems: 4_096, items: text },
    environment: { type: 'object', maxProperties: 4_096, additionalProperties: text },
  },
  ['id', 'cpuMillicores', 'memoryMib'],
);

/** One request or a list of them: what is said about objects counts for objects only, and about lists for lists. */
export const submission: JsonSchema = {
  ...containerRequest,
  type: ['object', 'array'],
  minItems: 1,
  maxItems: CONTAINERS_MAX,
  items: containerRequest,
};

/** How containers are submitted. */
export const submitQuery: JsonSchema = object({ unsatisfiable: { enum: ['refuse', 'wait'] } }, []);

/** `/…/:id`. */
export const idParameters: JsonSchema = object({ id });

/** No query at all. */
export const noQuery: JsonSchema = object({});

const limit: JsonSchema = { anyOf: [amount, { type: 'null' }] };

/** What a list of containers may be asked for; a query is text, so a number is digits. */
export const containerQuery: JsonSchema = object(
  {
    state: { enum: ['PENDING', 'RUNNING', 'STOPPING'] },
    workerId: id,
    workspaceId: id,
    limit: { type: 'string', pattern: '^(?:[1-9]\\d{0,2}|1000)$' },
    cursor: { type: 'string', maxLength: 160 },
  },
  [],
);

/** `Quota`. */
export const quota: JsonSchema = object({ cpuMillicores: limit, gpuCount: limit });

const outcome: JsonSchema = object(
  { kind: { enum: ['exited', 'stopped', 'failed', 'lost'] }, exitCode: { type: 'integer' }, reason: { type: 'string' } },
  ['kind'],
);

/** Answer to one submission. */
export const submitResult: JsonSchema = object({ id, status: { enum: ['accepted', 'ended'] }, outcome }, ['id', 'status']);

/** `Problem`. */
export const problem: JsonSchema = object({
  type: { type: 'string' },
  title: { type: 'string' },
  status: { type: 'integer' },
  detail: { type: 'string' },
  instance: { type: 'string' },
  code: { type: 'string' },
});

/** Answer to a list of submissions, in their order. */
export const submitResults: JsonSchema = object({
  results: { type: 'array', items: { anyOf: [submitResult, object({ id, status: { const: 'refused' }, problem })] } },
});

/** Answer to a stop. */
export const stopResult: JsonSchema = object({ id, result: { enum: ['cancelled', 'stopping', 'ended'] } });

/** One container as it is known. */
export const containerStatus: JsonSchema = object(
  { id, state: { enum: ['PENDING', 'RUNNING', 'STOPPING', 'ENDED'] }, workerId: { anyOf: [id, { type: 'null' }] }, outcome },
  ['id', 'state'],
);

const resources: JsonSchema = object({ cpuMillicores: { type: 'integer' }, memoryMib: { type: 'integer' }, gpuCount: { type: 'integer' } });

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const whole: JsonSchema = { type: 'integer' };

/** `ContainerPage`. */
export const containerPage: JsonSchema = object({
  containers: {
    type: 'array',
    items: object({
      id,
      state: { enum: ['PENDING', 'RUNNING', 'STOPPING'] },
      workerId: orNull(id),
      gpuType: { type: 'string' },
      workspaceId: orNull(id),
      ageMs: whole,
      attempts: whole,
      cpuMillicores: whole,
      memoryMib: whole,
      gpuCount: whole,
    }),
  },
  cursor: orNull({ type: 'string' }),
});

/** `BacklogFigures`. */
export const backlog: JsonSchema = object({ waiting: whole, ready: whole, leased: whole, containers: whole, oldestAgeMs: orNull(whole) });

/** `WorkerRecord`s. */
export const workers: JsonSchema = object({
  workers: {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'status', 'total', 'free'],
      properties: { id, status: { enum: ['pending', 'available', 'disabled'] }, total: resources, free: resources },
    },
  },
});

/** Answer to cordon and uncordon. */
export const cordoned: JsonSchema = object({ id, cordoned: { type: 'boolean' }, present: { type: 'boolean' } });

/** Answer to drain. */
export const drained: JsonSchema = object({
  id,
  cordoned: { const: true },
  present: { type: 'boolean' },
  stopped: { type: 'array', items: id },
});

/** Answer of the health checks. */
export const health: JsonSchema = object({ status: { const: 'ok' } });
