/** What a history records, and how it is drawn. */
import { describe, expect, it } from 'vitest';
import { drawHistory, History } from '../../../sim/check/index.ts';
import { calls } from './calls.ts';

describe('a history', () => {
  it('records calls with their virtual times and their order, as plain data', () => {
    const clock = { nowMs: 10 };
    const history = new History(clock);
    const write = history.invoke('ann', 'write', 1, 'x');
    const read = history.invoke('bob', 'read', undefined, 'x');
    clock.nowMs = 12.5;
    read.ok(0);
    clock.nowMs = 20;
    write.ok();
    expect(history.operations()).toEqual([
      {
        id: 1,
        process: 'ann',
        operation: 'write',
        argument: 1,
        key: 'x',
        outcome: 'ok',
        result: undefined,
        reason: null,
        invokedMs: 10,
        returnedMs: 20,
        invokedOrder: 1,
        returnedOrder: 4,
      },
      {
        id: 2,
        process: 'bob',
        operation: 'read',
        argument: undefined,
        key: 'x',
        outcome: 'ok',
        result: 0,
        reason: null,
        invokedMs: 10,
        returnedMs: 12.5,
        invokedOrder: 2,
        returnedOrder: 3,
      },
    ]);
    expect(structuredClone(history.operations())).toEqual(history.operations());
  });

  it('tells what did not happen from what nobody knows, and both why', () => {
    const history = new History({ nowMs: 5 });
    history.invoke('ann', 'buy').fail('sold out');
    history.invoke('bob', 'buy').unknown('no reply in 500ms');
    history.invoke('eve', 'buy');
    expect(
      history.operations().map(({ outcome, reason, returnedMs, returnedOrder }) => [outcome, reason, returnedMs, returnedOrder]),
    ).toEqual([
      ['fail', 'sold out', 5, 2],
      ['unknown', 'no reply in 500ms', 5, null],
      ['unknown', null, null, null],
    ]);
  });

  it('believes the first conclusion: a reply after the timeout changes nothing', () => {
    const clock = { nowMs: 0 };
    const history = new History(clock);
    const late = history.invoke('ann', 'buy');
    late.unknown('timeout');
    clock.nowMs = 9;
    late.ok('sold');
    late.fail();
    expect(history.operations()).toMatchObject([{ outcome: 'unknown', result: undefined, reason: 'timeout', returnedMs: 0 }]);
  });

  it('gives copies: what is read now does not change later', () => {
    const history = new History({ nowMs: 0 });
    const buy = history.invoke('ann', 'buy');
    const [before] = history.operations();
    buy.ok(1);
    expect(before?.outcome).toBe('unknown');
  });
});

describe('a history as lanes', () => {
  const history = calls(
    'ann write 1 @ 1-3',
    'bob write {"from":1,"to":"b c"} @ 2-7',
    'ann read = 1 @ 4-5',
    'eve pop = null @ 6-9',
    'eve write 9 ? @ 8',
    'ann write 2 ✗ @ 10-11',
  );

  it('shows which calls overlapped, and leaves open what nobody knows', () => {
    expect(drawHistory(history)).toBe(
      [
        'ann  ├─ write 1 ─┤ ├─ read → 1 ─┤                  ├─ write 2 failed ─┤',
        'bob    ├─ write {from:1,to:"b c"} ──┤',
        'eve                               ├─ pop → null ─┤',
        'eve                                   ├─ write 9 ? ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      ].join('\n'),
    );
  });

  it('has an ASCII form', () => {
    expect(drawHistory(calls('ann read = 1 @ 1-2', 'bob write 1 ? @ 3'), { ascii: true })).toBe(
      ['ann  |- read -> 1 -|', 'bob                  |- write 1 ? ..'].join('\n'),
    );
  });

  it('is a list where lanes would be too wide', () => {
    expect(drawHistory(history.slice(3), { columns: 40 })).toBe(
      ['0.006s to 0.009s  eve  pop → null', '0.008s to …  eve  write 9 ?', '0.010s to 0.011s  ann  write 2 failed'].join('\n'),
    );
  });

  it('of nothing is empty', () => {
    expect(drawHistory([])).toBe('');
  });
});
