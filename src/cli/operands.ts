/** Operands that a command cannot do without. */
import { wrongUse, type ParsedArguments } from './flags.ts';

/** At least one operand. @throws SchedulerError INVALID_OPTIONS. */
export function needOperands(written: ParsedArguments, what: string): readonly string[] {
  if (written.operands.length === 0) throw wrongUse(`write at least one ${what}`);
  return written.operands;
}
