/** Requests as people write them: from flags, or as one JSON object a line with the field names of `ContainerRequest`. */
import { InvalidRequestError } from '../errors.ts';
import type { ContainerRequest } from '../model.ts';
import { encodeRequest } from '../request.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { didYouMean } from './nearest.ts';
import { resourcesOf } from './resources.ts';

/** The one request that flags describe. @throws SchedulerError INVALID_OPTIONS or INVALID_REQUEST. */
export function requestFromFlags(written: ParsedArguments): ContainerRequest {
  const selector = written.text('selector');
  const workspaceId = written.text('workspace');
  const environment = Object.fromEntries(written.all('env').map(assignment));
  const request: ContainerRequest = {
    id: written.need('id'),
    ...resourcesOf(written),
    gpuTypes: written.text('gpu-type')?.split('|') ?? [],
    ...(selector === undefined ? {} : { poolSelector: selector }),
    ...(written.has('preemptable') ? { toleratesPreemption: true } : {}),
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(written.has('env') ? { environment } : {}),
    command: written.program ?? [],
  };
  if (request.command?.length === 0) throw wrongUse('submit needs a program to run: write it behind --, or requests in a --file');
  encodeRequest(request);
  return request;
}

function assignment(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw wrongUse(`--env ${JSON.stringify(text)}: write NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isTextRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

/** What each field holds; the values themselves are checked where every request is checked. */
const FIELDS: Readonly<Record<keyof ContainerRequest, readonly [(value: unknown) => boolean, string]>> = {
  id: [isText, 'a text'],
  cpuMillicores: [isNumber, 'a number'],
  memoryMib: [isNumber, 'a number'],
  gpuCount: [isNumber, 'a number'],
  gpuTypes: [isTexts, 'a list of texts'],
  poolSelector: [isText, 'a text'],
  toleratesPreemption: [(value) => typeof value === 'boolean', 'true or false'],
  workspaceId: [isText, 'a text'],
  command: [isTexts, 'a list of texts'],
  environment: [isTextRecord, 'an object of texts'],
};

/** Requests from JSON lines; empty lines do not count. @throws InvalidRequestError naming the line, before anything is submitted. */
export function requestsFromLines(text: string): readonly ContainerRequest[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [requestFromJson(JSON.parse(line))];
    } catch (error) {
      throw new InvalidRequestError(`line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function requestFromJson(value: unknown): ContainerRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidRequestError('expected one JSON object');
  for (const [name, field] of Object.entries(value)) {
    const known = Object.entries(FIELDS).find(([one]) => one === name)?.[1];
    if (known === undefined) {
      const names = Object.keys(FIELDS);
      throw new InvalidRequestError(`unknown field ${JSON.stringify(name)}.${didYouMean(name, names)} Fields: ${names.join(', ')}`);
    }
    const [holds, expected] = known;
    if (!holds(field)) throw new InvalidRequestError(`${name} must be ${expected}, got ${JSON.stringify(field)?.slice(0, 80)}`);
  }
  const request = { gpuCount: 0, gpuTypes: [], ...value } as unknown as ContainerRequest;
  encodeRequest(request);
  return request;
}
