/** The store of findings: one bug has one id, and what is written can be read again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  encodeToken,
  findById,
  fingerprint,
  idFor,
  listFindings,
  openStore,
  readTrace,
  replay,
  resolveSubject,
  writeFinding,
  type Finding,
} from '../../../sim/explore/index.ts';
import { fakeRunWorld, fakeSuite, violation } from './fake-world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyworlds-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function finding(id: string, sentence: string, hash = '0123456789abcdef'): Finding {
  const world = { suite: 'lights', seed: 'a1', strategy: 'random', settings: {} };
  return {
    v: 1,
    id,
    token: encodeToken({ world, hash }),
    world,
    hash,
    violation: violation(sentence),
    faults: [],
    worldNumber: 1,
    worlds: 10,
    occurrences: 1,
    baseSeed: 'a1',
    events: 10,
    choices: 5,
    virtualMs: 100,
  };
}

describe('a finding’s id', () => {
  it('is the same for the same bug in different worlds', () => {
    const here = fingerprint('lights', violation('lamp 3 flickered at 1.899s'));
    expect(fingerprint('lights', violation('lamp 12 flickered at 20.1s'))).toBe(here);
    expect(fingerprint('lights', violation('lamp 3 went out'))).not.toBe(here);
    expect(fingerprint('candles', violation('lamp 3 flickered at 1.899s'))).not.toBe(here);
  });

  it('has four letters or digits, and more when another bug begins alike', () => {
    const print = fingerprint('lights', violation('lamp 3 flickered'));
    const id = idFor(folder, print);
    expect(id).toBe(print.slice(0, 4));
    expect(id).toMatch(/^[a-z2-9]{4}$/);
    writeFinding(folder, finding(id, 'a different bug'), [], '');
    expect(idFor(folder, print)).toBe(print.slice(0, 5));
  });

  it('stays when the same bug is stored again', () => {
    const print = fingerprint('lights', violation('lamp 3 flickered'));
    writeFinding(folder, finding(idFor(folder, print), 'lamp 4 flickered'), [], '');
    expect(idFor(folder, print)).toBe(print.slice(0, 4));
  });
});

describe('the store', () => {
  it('gives back what was written', () => {
    const event = { step: 1, atMicros: 5, host: 'lamp-1', kind: 'note', name: 'n', text: 'went off' } as const;
    const path = writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [event], 'story\n');
    expect(findById(folder, 'abcd').finding).toEqual(finding('abcd', 'lamp 3 flickered'));
    expect(readTrace(path)).toEqual([event]);
    expect(listFindings(folder).map((stored) => stored.finding.id)).toEqual(['abcd']);
  });

  it('suggests the nearest id', () => {
    writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [], '');
    expect(() => findById(folder, 'abdc')).toThrow('Did you mean "abcd"?');
    expect(() => findById(folder, '../../etc')).toThrow('There is no finding');
  });

  it('refuses a folder that cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openStore(join(folder, 'file', 'below'))).toThrow(/Findings cannot be written to .*Name another folder with --out/);
  });
});

describe('a replay', () => {
  const suite = fakeSuite();

  it('accepts an id, a token and a file', () => {
    const stored = finding('abcd', 'lamp 3 flickered');
    const path = writeFinding(folder, stored, [], '');
    for (const text of ['abcd', stored.token, path, join(path, 'finding.json')]) {
      expect(resolveSubject(text, folder)).toMatchObject({ world: stored.world, hash: stored.hash });
    }
  });

  it('refuses a file that is no finding', () => {
    writeFileSync(join(folder, 'x.json'), '{"v":7}');
    expect(() => resolveSubject(join(folder, 'x.json'), folder)).toThrow('holds no finding of this version');
  });

  it('says reproduced and exits with 1 when the hash is the same', async () => {
    const { run } = fakeRunWorld({ violates: () => 'lamp 3 flickered', hash: () => '0123456789abcdef' });
    const subject = resolveSubject(finding('abcd', 'x').token, folder);
    expect(await replay([suite], subject, run)).toMatchObject({ result: 'reproduced', exitCode: 1, divergence: null });
  });

  it('says that the code changed when the world agrees with itself but not with the record', async () => {
    writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [], '');
    const subject = resolveSubject('abcd', folder);
    const still = fakeRunWorld({ violates: () => 'lamp 3 flickered', hash: () => 'ff' });
    expect(await replay([suite], subject, still.run)).toMatchObject({ result: 'code-changed', exitCode: 1 });
    const fixed = fakeRunWorld({ hash: () => 'ff' });
    expect(await replay([suite], subject, fixed.run)).toMatchObject({
      result: 'code-changed',
      exitCode: 4,
      divergence: { between: 'the record and this run', same: 0 },
    });
  });

  it('says that the world is not deterministic when it does not agree with itself', async () => {
    const { run } = fakeRunWorld({ hash: (_seed, times) => `f${times}` });
    expect(await replay([suite], resolveSubject(finding('abcd', 'x').token, folder), run)).toMatchObject({
      result: 'nondeterministic',
      exitCode: 4,
      divergence: { between: 'two runs' },
    });
  });

  it('of a suite that is not configured names those that are', async () => {
    const subject = resolveSubject(finding('abcd', 'x').token, folder);
    await expect(replay([fakeSuite({ name: 'light' })], subject, fakeRunWorld().run)).rejects.toThrow(
      'suite "lights", which this configuration does not have. Did you mean "light"?',
    );
  });
});
