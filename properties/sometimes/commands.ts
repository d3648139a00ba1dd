/** Commands and calls that came twice, or too late. */
import { isGateway, type RedisStep } from '../property.ts';
import { once, type Goal } from './goal.ts';

const sameStep = (left: RedisStep, right: RedisStep): boolean =>
  left.command === right.command &&
  left.args.length === right.args.length &&
  left.args.length > 2 &&
  left.args.every((argument, index) => argument === right.args[index]);

/** The ambiguity that every resend has to live with. */
export const replyLost: Goal = {
  name: 'reply-lost-after-execution',
  statement: 'A command was executed, its reply was lost, and the client sent the same command again on a new connection.',
  watch(court) {
    const reach = once(court, 'reply-lost-after-execution');
    const recent = new Map<string, RedisStep[]>();
    const kept = 4;
    return {
      activity(step) {
        if (step.client === null || step.command !== 'EVALSHA') return;
        let steps = recent.get(step.client);
        if (steps === undefined) recent.set(step.client, (steps = []));
        if (steps.some((earlier) => earlier.connection !== step.connection && sameStep(earlier, step))) reach();
        steps.push(step);
        if (steps.length > kept) steps.shift();
      },
    };
  },
};

/** The user's own repetition. */
export const submittedTwice: Goal = {
  name: 'duplicate-submission-answered',
  statement: 'A container that had been accepted was submitted again, and the user was told the same or how it ended.',
  watch(court) {
    const reach = once(court, 'duplicate-submission-answered');
    const accepted = new Set<string>();
    return {
      client({ kind, id }) {
        if (kind !== 'accepted' && kind !== 'told-ended') return;
        if (accepted.has(id)) reach();
        accepted.add(id);
      },
    };
  },
};

/** What delivery tokens are for: whoever acknowledges it now is late. */
export const deliveryTakenBack: Goal = {
  name: 'delivery-taken-back',
  statement: 'A delivery was taken back before its worker acknowledged it.',
  watch(court) {
    const reach = once(court, 'delivery-taken-back');
    return {
      kinds: ['pending'],
      commit({ changes, args }) {
        for (const change of changes) {
          if (change.kind === 'pending' && change.before !== null && !args.includes(change.before)) reach();
        }
      },
    };
  },
};

/** The lock did what its TTL is for. */
export const lockChangedHands: Goal = {
  name: 'lock-changed-hands-after-its-ttl',
  statement: 'A lock ran out, and another host than its last holder took it.',
  watch(court) {
    const reach = once(court, 'lock-changed-hands-after-its-ttl');
    const holders = new Map<string, string>();
    const ranOut = new Map<string, string>();
    return {
      kinds: ['lock'],
      commit({ changes, client }) {
        for (const change of changes) {
          if (change.kind !== 'lock') continue;
          const holder = holders.get(change.key);
          if (change.after === null) {
            if (client === null && holder !== undefined) ranOut.set(change.key, holder);
            else ranOut.delete(change.key);
          } else {
            const former = ranOut.get(change.key);
            if (former !== undefined && former !== client) reach();
            ranOut.delete(change.key);
            if (client !== null) holders.set(change.key, client);
          }
        }
      },
    };
  },
};

/** What fencing is for. */
export const lateHolderFenced: Goal = {
  name: 'late-holder-fenced',
  statement: 'A gateway used the value of a lock that it held no longer, and was refused.',
  watch(court) {
    const reach = once(court, 'late-holder-fenced');
    const past = new Set<string>();
    return {
      kinds: ['lock'],
      commit({ changes }) {
        for (const change of changes) if (change.kind === 'lock' && change.before !== null) past.add(change.before);
      },
      activity({ client, args, writes }) {
        if (past.size === 0 || writes.length > 0 || !isGateway(client)) return;
        // A release shows the value too, as its only argument; a protected script has more to say.
        if (args.length > 4 && args.some((argument) => past.has(argument))) reach();
      },
    };
  },
};
