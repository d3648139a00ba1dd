/** Checks container requests before Redis is touched, and writes and reads them as JSON in beta9's field names, always in one order. */
import { InvalidRequestError, RequestTooLargeError } from './errors.ts';
import type { ContainerRequest, Resources } from './model.ts';

/** Longest encoded request in bytes. */
export const REQUEST_SIZE_MAX_BYTES = 65_536;
/** Largest amount of any one resource; sums of thousands stay exact in Lua's doubles. */
export const RESOURCE_MAX = 1_000_000_000;

const ID_PATTERN = /^[A-Za-z0-9._:-]{1,128}$/;

/** @throws InvalidRequestError unless the id can be part of a key. */
export function assertId(id: unknown, what: string): asserts id is string {
  if (typeof id !== 'string' || !ID_PATTERN.test(id)) {
    throw new InvalidRequestError(`${what} must be 1-128 characters of A-Z a-z 0-9 . _ : -, got ${show(id)}`);
  }
}

/** @throws InvalidRequestError unless all three are whole numbers in range. */
export function assertResources(resources: Resources, what: string): void {
  for (const field of ['cpuMillicores', 'memoryMib', 'gpuCount'] as const) {
    const value: unknown = resources[field];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > RESOURCE_MAX) {
      throw new InvalidRequestError(`${what}.${field} must be a whole number from 0 to ${RESOURCE_MAX}, got ${show(value)}`);
    }
  }
}

/**
 * The request as JSON.
 * @throws InvalidRequestError for a bad id, resource, GPU type or command; RequestTooLargeError above 64 KiB.
 */
export function encodeRequest(request: ContainerRequest): string {
  assertId(request.id, 'request.id');
  assertResources(request, 'request');
  if (request.workspaceId !== undefined) assertId(request.workspaceId, 'request.workspaceId');
  if (request.poolSelector !== undefined) assertId(request.poolSelector, 'request.poolSelector');
  for (const type of request.gpuTypes) assertId(type, 'request.gpuTypes[]');
  if (request.command?.some((part) => typeof part !== 'string')) {
    throw new InvalidRequestError(`request.command must be texts, got ${show(request.command)}`);
  }
  const environment = Object.entries(request.environment ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  const json = JSON.stringify({
    container_id: request.id,
    cpu: request.cpuMillicores,
    memory: request.memoryMib,
    gpu_count: request.gpuCount,
    gpu_request: request.gpuTypes,
    ...(request.workspaceId === undefined ? {} : { workspace_id: request.workspaceId }),
    ...(request.poolSelector === undefined ? {} : { pool_selector: request.poolSelector }),
    ...(request.toleratesPreemption === true ? { preemptable: true } : {}),
    ...(request.command ? { entry_point: request.command } : {}),
    ...(environment.length > 0 ? { env: Object.fromEntries(environment) } : {}),
  });
  const bytes = Buffer.byteLength(json);
  if (bytes > REQUEST_SIZE_MAX_BYTES) {
    throw new RequestTooLargeError(request.id, bytes, REQUEST_SIZE_MAX_BYTES);
  }
  return json;
}

/**
 * Reads what `encodeRequest` wrote; unknown fields are ignored.
 * @throws SyntaxError, TypeError or InvalidRequestError when it is something else.
 */
export function decodeRequest(json: string): ContainerRequest {
  const fields = JSON.parse(json) as Partial<Record<string, unknown>>;
  const id = fields['container_id'];
  assertId(id, 'container_id');
  const resources = { cpuMillicores: Number(fields['cpu']), memoryMib: Number(fields['memory']), gpuCount: Number(fields['gpu_count']) };
  assertResources(resources, 'stored request');
  return {
    id,
    ...resources,
    gpuTypes: textList(fields['gpu_request']),
    ...(typeof fields['workspace_id'] === 'string' ? { workspaceId: fields['workspace_id'] } : {}),
    ...(typeof fields['pool_selector'] === 'string' ? { poolSelector: fields['pool_selector'] } : {}),
    ...(fields['preemptable'] === true ? { toleratesPreemption: true } : {}),
    ...('entry_point' in fields ? { command: textList(fields['entry_point']) } : {}),
    ...(typeof fields['env'] === 'object' ? { environment: fields['env'] as Record<string, string> } : {}),
  };
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
