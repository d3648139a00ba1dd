/** The event queue: channels in the order in which their first events are due. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue, FifoChannel, TimerChannel, type Channel } from '../../../sim/kernel/index.ts';

const nothing = (): void => undefined;

function takeAll(queue: EventQueue): [string, number][] {
  const taken: [string, number][] = [];
  for (let channel = queue.earliest(); channel !== undefined; channel = queue.earliest()) {
    taken.push([channel.name, channel.keyMicros]);
    channel.shift();
    queue.refresh(channel);
  }
  return taken;
}

describe('the event queue', () => {
  test('takes events by due time over any number of channels, and first in first out within one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(100), fc.boolean()), { maxLength: 60 }), (inserts) => {
        const queue = new EventQueue();
        const channels = Array.from({ length: 6 }, (_, index) =>
          index % 2 === 0 ? new FifoChannel(`f${index}`, 'message', null) : new TimerChannel(`t${index}`, 'timer', null),
        );
        for (const [index, due] of inserts) {
          const channel = channels[index];
          if (channel !== undefined) queue.add(channel, due, nothing, 0, null);
        }
        const taken = takeAll(queue);
        expect(taken).toHaveLength(inserts.length);
        // Within one channel times never go back; over timer channels alone the order is global.
        for (const channel of channels) {
          const times = taken.filter(([name]) => name === channel.name).map(([, time]) => time);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('a cancelled timer never happens, whether it is first or not', () => {
    const queue = new EventQueue();
    const timers = new TimerChannel('timers', 'timer', null);
    const events = [5, 1, 3, 2, 4].map((due) => queue.add(timers, due, nothing, 0, null));
    for (const index of [1, 2]) {
      const event = events[index];
      if (event !== undefined) queue.cancel(timers, event);
    }
    expect(takeAll(queue).map(([, due]) => due)).toEqual([2, 4, 5]);
  });

  test('many cancelled timers do not stay in memory or in the way', () => {
    const queue = new EventQueue();
    const timers = new TimerChannel('timers', 'timer', null);
    for (let due = 0; due < 10_000; due += 1) {
      const event = queue.add(timers, due, nothing, 0, null);
      if (due % 100 !== 0) queue.cancel(timers, event);
    }
    expect(takeAll(queue)).toHaveLength(100);
  });

  test('a blocked channel waits; unblocked, its events happen not before the moment given', () => {
    const queue = new EventQueue();
    const held = new FifoChannel('held', 'message', null);
    queue.add(held, 10, nothing, 0, null);
    queue.block(held);
    queue.block(held);
    expect(queue.earliest()).toBeUndefined();
    queue.unblock(held, 50);
    expect(queue.earliest()).toBeUndefined();
    queue.unblock(held, 60);
    expect(takeAll(queue)).toEqual([['held', 60]]);
  });

  test('ready channels are those whose first event is due within the lag window of the earliest', () => {
    const queue = new EventQueue();
    const channels = [100, 120, 150, 151].map((due) => {
      const channel = new FifoChannel(`c${due}`, 'message', null);
      queue.add(channel, due, nothing, 0, null);
      return channel;
    });
    const ready: Channel[] = [];
    queue.ready(50, ready);
    expect(new Set(ready)).toEqual(new Set(channels.slice(0, 3)));
  });
});
