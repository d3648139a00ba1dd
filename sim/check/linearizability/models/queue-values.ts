/** What a queue's calls are about, and which came before which. */
import type { Operation } from '../../history/index.ts';
import { plainText } from '../../plain-value.ts';

/** The value of a call as text; null when it is about none, or nobody knows. */
export function valueOf({ operation, argument, result, outcome }: Operation): string | null {
  if (operation === 'push') return plainText(argument);
  return outcome === 'ok' && result !== undefined && result !== null ? plainText(result) : null;
}

/** Had the first ended before the second began? */
export function isBefore(first: Operation, second: Operation): boolean {
  return first.outcome === 'ok' && (first.returnedOrder ?? Infinity) < second.invokedOrder;
}
