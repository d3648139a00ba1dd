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
  UsageError,
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
    v: 2,
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
    configuration: {},
    tape: null,
    shrunk: null,
    blame: [],
    decidedAt: null,
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
    const event = { step: 1, event: 1, cause: 0, atMicros: 5, host: 'lamp-1', kind: 'note', name: 'n', text: 'went off' } as const;
    const path = writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [event], 'story\n');
    expect(findById(folder, 'abcd').finding).toEqual(finding('abcd', 'lamp 3 flickered'));
    expect(readTrace(path)).toEqual([event]);
    expect(listFindings(folder).map((stored) => stored.finding.id)).toEqual(['abcd']);
  });

  it('reads findings of the first version, which knew no shrunk worlds', () => {
    const { configuration: _c, tape: _t, shrunk: _s, blame: _b, decidedAt: _d, ...rest } = finding('abcd', 'lamp 3 flickered');
    const path = writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [], '');
    writeFileSync(join(path, 'finding.json'), JSON.stringify({ ...rest, v: 1 }));
    expect(findById(folder, 'abcd').finding).toEqual(finding('abcd', 'lamp 3 flickered'));
  });

  it('refuses a finding that is damaged or of a newer version, saying how to get another', () => {
    const path = writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [], '');
    for (const text of ['{', '{"v":9}', JSON.stringify({ ...finding('abcd', 'x'), blame: [7] })]) {
      writeFileSync(join(path, 'finding.json'), text);
      expect(() => findById(folder, 'abcd')).toThrow(
        /finding\.json holds no finding of this version: it is damaged, or a newer manyworlds wrote it\. Find it again/,
      );
    }
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

  it.each([
    [{ world: { seed: 'xyz' } }, '"xyz" is no seed'],
    [{ world: { strategy: 'radnom' } }, 'There is no strategy "radnom"'],
    [{ hash: 'abc' }, '"abc" is no hash of a world'],
    [{ world: { settings: [] } }, 'holds no finding of this version'],
    [{ world: { settings: { lamps: null } } }, 'holds no finding of this version'],
    [{ violation: { property: 7 } }, 'holds no finding of this version'],
    [{ violation: { facts: [null] } }, 'holds no finding of this version'],
  ])('refuses a finding changed by %j', (changes, message) => {
    const stored = finding('abcd', 'lamp 3 flickered');
    const { world, violation: judged, ...rest } = changes as { world?: object; violation?: object };
    const changed = { ...stored, ...rest, world: { ...stored.world, ...world }, violation: { ...stored.violation, ...judged } };
    const file = join(folder, 'changed.json');
    writeFileSync(file, JSON.stringify(changed));
    expect(() => resolveSubject(file, folder)).toThrow(UsageError);
    expect(() => resolveSubject(file, folder)).toThrow(message);
  });

  it('refuses a record that is damaged, naming its line', () => {
    const path = writeFinding(folder, finding('abcd', 'lamp 3 flickered'), [], '');
    writeFileSync(join(path, 'trace.ndjson'), '\n{"step":\n');
    expect(() => resolveSubject('abcd', folder)).toThrow(/trace\.ndjson: line 2 is no recorded event/);
  });

  it.each([
    [{ lamp: 3 }, 'Suite lights has no setting "lamp". Did you mean "lamps"?'],
    [{ lamps: 10 }, 'lamps is a whole number from 1 to 9'],
    [{ lamps: 1.5 }, '"1.5" is not allowed'],
    [{ colour: 'blue' }, 'colour is one of red, green'],
  ])('refuses the settings %j as --set would', async (settings, message) => {
    const world = { suite: 'lights', seed: 'a1', strategy: 'random', settings: settings as Record<string, string | number> };
    const subject = resolveSubject(encodeToken({ world, hash: '0123456789abcdef' }), folder);
    const { run, seeds } = fakeRunWorld();
    await expect(replay([suite], subject, run)).rejects.toThrow(UsageError);
    await expect(replay([suite], subject, run)).rejects.toThrow(message);
    expect(seeds).toEqual([]);
  });

  it('says when the world violates another property than the recorded one, or none, and exits with 4', async () => {
    const stored = finding('abcd', 'lamp 3 flickered');
    const changed = { ...stored, violation: { ...stored.violation, property: 'no-dark' } };
    writeFinding(folder, changed, [], '');
    const token = encodeToken({ world: stored.world, hash: stored.hash, property: 'no-dark' });
    for (const text of ['abcd', token]) {
      const subject = resolveSubject(text, folder);
      for (const hash of [stored.hash, 'ff']) {
        const other = fakeRunWorld({ violates: () => 'lamp 3 flickered', hash: () => hash });
        expect(await replay([suite], subject, other.run)).toMatchObject({ recorded: 'other', exitCode: 4 });
        const none = fakeRunWorld({ hash: () => hash });
        expect(await replay([suite], subject, none.run)).toMatchObject({ recorded: 'gone', exitCode: 4 });
      }
    }
  });

  it('of a token without a property goes by the hash', async () => {
    const subject = resolveSubject(finding('abcd', 'x').token, folder);
    const held = fakeRunWorld({ hash: () => '0123456789abcdef' });
    expect(await replay([suite], subject, held.run)).toMatchObject({ result: 'reproduced', recorded: 'unrecorded', exitCode: 0 });
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
