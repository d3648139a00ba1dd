/** Requests are checked before Redis is touched, and survive being written and read. */
import { describe, expect, it } from 'vitest';
import { InvalidRequestError, type ContainerRequest } from '../../../src/index.ts';
import { REQUEST_SIZE_MAX_BYTES, decodeRequest, encodeRequest } from '../../../src/request.ts';

const request: ContainerRequest = { id: 'c-1', cpuMillicores: 1_000, memoryMib: 512, gpuCount: 1, gpuTypes: ['T4', 'A10'] };

describe('a request', () => {
  it('is the same after writing and reading', () => {
    const full = { ...request, command: ['sh', '-c', 'true'], environment: { B: '2', A: '1' } };
    expect(decodeRequest(encodeRequest(request))).toEqual(request);
    expect(decodeRequest(encodeRequest(full))).toEqual(full);
  });

  it('is written alike whatever the order of its environment', () => {
    expect(encodeRequest({ ...request, environment: { A: '1', B: '2' } })).toBe(
      encodeRequest({ ...request, environment: { B: '2', A: '1' } }),
    );
  });

  it.each([
    ['negative', -1],
    ['fractional', 0.5],
    ['not a number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['beyond the maximum', 1_000_000_001],
  ])('is refused with %s resources', (_name, amount) => {
    for (const field of ['cpuMillicores', 'memoryMib', 'gpuCount']) {
      expect(() => encodeRequest({ ...request, [field]: amount })).toThrow(InvalidRequestError);
    }
  });

  it('says which value was refused', () => {
    expect(() => encodeRequest({ ...request, memoryMib: -5 })).toThrow(
      'request.memoryMib must be a whole number from 0 to 1000000000, got -5',
    );
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(129), '../x'])('is refused under the id %j', (id) => {
    expect(() => encodeRequest({ ...request, id })).toThrow(InvalidRequestError);
  });

  it('is refused above 64 KiB', () => {
    expect(() => encodeRequest({ ...request, command: ['x'.repeat(REQUEST_SIZE_MAX_BYTES)] })).toThrow(/at most 65536 are accepted/);
  });
});
