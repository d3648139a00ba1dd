/** A soak's result as text for people, and as one line of JSON. */
import type { SoakResult } from './soak.ts';

const SHOWN_MAX = 2;

function counted(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none'
  );
}

/** Whether everything held. */
export function held({ verdicts }: SoakResult): boolean {
  return verdicts.every(({ violations }) => violations.length === 0);
}

/** At most 30 lines when everything held; two more for each property that did not. */
export function renderSoak(result: SoakResult): string {
  const { options, verdicts } = result;
  const lines = [
    `soak: preset ${options.preset}, seed ${options.seed}, ${options.gateways} gateways, ${options.workers} workers, ${options.containers} containers, redis-server ${result.redisVersion} with appendfsync always`,
    `strikes   ${counted(result.strikes)}`,
    `load      ${result.accepted} accepted in ${result.loadSeconds.toFixed(1)} s, settled ${result.settleSeconds.toFixed(1)} s later`,
    `outcomes  ${counted(result.outcomes)}; ${result.started} were started`,
    `workers   ${result.workerLives} lives, ${result.registrations} registrations`,
    '',
  ];
  for (const { id, name, violations } of verdicts) {
    lines.push(
      `  ${violations.length === 0 ? '✓' : '✗'} ${id.padEnd(4)}${name}${violations.length === 0 ? '' : `: ${violations.length} times`}`,
    );
    for (const violation of violations.slice(0, SHOWN_MAX)) lines.push(`        ${violation}`);
  }
  const wrong = verdicts.filter(({ violations }) => violations.length > 0).length;
  lines.push(
    '',
    wrong === 0
      ? 'everything held'
      : `${wrong} of ${verdicts.length} checks were violated${result.kept === null ? '; --keep FOLDER keeps the logs' : `; logs in ${result.kept}`}`,
  );
  return `${lines.join('\n')}\n`;
}
