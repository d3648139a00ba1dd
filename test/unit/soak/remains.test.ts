/** What a process of a soak is: only containers, and what nobody can explain, must be gone at rest. */
import { describe, expect, it } from 'vitest';
import { probeLimits } from '../../../src/process-limits.ts';
import { processKind } from '../../soak/remains.ts';

const MARK = 'SOAK_RUN=r';
const DD = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=67108864', 'count=1'];

describe('a process of a soak', () => {
  it.each([
    ['gateway', [MARK], ['/usr/bin/node', '/app/dist/src/main.js', 'gateway', '--redis', 'redis://127.0.0.1:1']],
    ['worker', [MARK], ['/usr/bin/node', '/app/dist/src/main.js', 'worker', '--id', 'worker-1']],
    ['probe', [MARK, 'CONTAINER_ID=memory-probe'], DD],
    ['container', [MARK, 'CONTAINER_ID=c-1'], ['/bin/sh', '-c', 'sleep 3']],
    ['container', [MARK, 'CONTAINER_ID=memory-probe-2'], DD],
    ['stranger', [MARK], ['sleep', '3']],
    ['stranger', [MARK], DD],
  ] as const)('is a %s by its environment and command line', (kind, environment, words) => {
    expect(processKind(environment, words)).toBe(kind);
  });

  it('is a probe when a worker asks what its machine keeps', async () => {
    const ids: string[] = [];
    await probeLimits(true, async ({ id }) => {
      ids.push(id);
      throw new Error('nothing is started here');
    });
    expect(new Set(ids.map((id) => processKind([`CONTAINER_ID=${id}`], DD)))).toEqual(new Set(['probe']));
  });
});
