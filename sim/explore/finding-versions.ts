/** Findings that older versions wrote, read as if they were of today: what was not known then is empty. */
import { isRecord } from './shapes.ts';

/** The parsed `finding.json` in today's version; anything that is none is given back as it is. */
export function upgradeFinding(value: unknown): unknown {
  if (!isRecord(value) || value['v'] !== 1) return value;
  // Version 1 knew no shrunk worlds: it is replayed by its seed.
  return { ...value, v: 2, configuration: {}, tape: null, shrunk: null, blame: [], decidedAt: null };
}
