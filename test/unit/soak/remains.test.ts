/** What a process of a soak is: only containers, and what nobody can explain, must be gone at rest. */
import { describe, expect, it } from 'vitest';
import { processKind } from '../../soak/remains.ts';

const MARK = 'SOAK_RUN=r';
const DD = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=67108864', 'count=1'];

describe('a process of a soak', () => {
  it.each([
    ['gateway', [MARK], ['/usr/bin/node', '/app/dist/src/main.js', 'gateway', '--redis', 'redis://127.0.0.1:1']],
    ['worker', [MARK], ['/usr/bin/node', '/app/dist/src/main.js', 'worker', '--id', 'worker-1']],
    ['probe', [MARK], DD],
    ['probe', [MARK], ['/bin/sh', '-c', `ulimit -d 16384 && exec ${DD.join(' ')}`]],
    ['probe', [MARK], ['/bin/sh', '-c', `exec ${DD.join(' ')}`]],
    ['container', [MARK, 'CONTAINER_ID=c-1'], ['/bin/sh', '-c', 'sleep 3']],
    ['container', [MARK, 'CONTAINER_ID=c-1'], DD],
    ['stranger', [MARK], ['sleep', '3']],
    ['stranger', [MARK], [...DD, 'iflag=fullblock']],
  ] as const)('is a %s by its environment and command line', (kind, environment, words) => {
    expect(processKind(environment, words)).toBe(kind);
  });
});
