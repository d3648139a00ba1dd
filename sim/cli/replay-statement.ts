/** The last line of a replay: whether it was the same world, what became of the recorded violation, and how much of a tape matched. */
import { matchWords, type Replay, type ReplaySubject } from '../explore/index.ts';
import { formatCount, type StoryStyle } from '../report/index.ts';

/** The statement, without a trailing line end. */
export function statement(result: Replay, subject: ReplaySubject, { paint, symbols }: StoryStyle): string {
  const { outcome } = result;
  const size = `${formatCount(outcome.events)} events, hash ${outcome.hash}`;
  const judged =
    outcome.violation === null
      ? `the world ${outcome.status === 'held' ? 'holds' : 'is inconclusive'}`
      : `${outcome.violation.property} is violated`;
  const ending = `${judged}${changeOf(result, subject)}`;
  const match = outcome.tapeMatch === null ? null : matchWords(outcome.tapeMatch);
  switch (result.result) {
    case 'reproduced': {
      const world = match === null ? size : `${match}; ${size}`;
      return result.recorded === 'other' || result.recorded === 'gone'
        ? `${paint.warning('judged otherwise since')}: the same world, ${ending} (${world})`
        : `${paint.strong('reproduced')}: the same world, ${ending} (${world})`;
    }
    case 'code-changed': {
      const whole = match ?? `the world was ${subject.hash} and is now another one`;
      const change =
        result.isOtherOrder === true ? "the tape's own order does not fail any more, and another order of its scenario does" : whole;
      return `${paint.warning('code changed since')}: ${change}; ${ending} (${size})`;
    }
    case 'nondeterministic':
      return `${paint.failure(`${symbols.failed} not reproduced`)}: two runs of this world differ, so it is not deterministic (${size})`;
  }
}

/** How the judgement differs from the recorded one; empty when it does not or nothing was recorded. */
function changeOf(result: Replay, subject: ReplaySubject): string {
  if (result.recorded === 'other') return ` and not the recorded ${subject.property}`;
  return result.recorded === 'gone' ? `, and the recorded violation of ${subject.property} is not there any more` : '';
}
