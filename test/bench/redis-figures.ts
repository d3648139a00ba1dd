/** All figures of the twin, and the table of them in the document about speed. */
import type { RealRedis } from '../e2e/real-redis.ts';
import { SPEED_DOCUMENT, writeBlock } from './document-block.ts';
import type { Figure } from './figure.ts';
import { measuredOn } from './measured-on.ts';
import { freshServers } from './redis-fresh.ts';
import { servedTwin } from './redis-served.ts';
import { snapshotFigures } from './redis-snapshot.ts';
import { redisTwin } from './redis-twin.ts';
import { redisInWorlds } from './redis-world.ts';

/** Every figure of the twin; `table` writes them into the document. `real` is null when there is no redis-server. */
export async function twinFigures(real: RealRedis | null, table: boolean): Promise<Figure[]> {
  const figures = [
    ...(await redisTwin(real)),
    await freshServers(),
    ...(await snapshotFigures()),
    ...(await redisInWorlds(real)),
    ...(await servedTwin(real)),
  ];
  if (table) writeBlock(SPEED_DOCUMENT, 'twin', `${measuredOn()}\n\n${tableOf(figures)}`);
  return figures;
}

function tableOf(figures: readonly Figure[]): string {
  const head = '| | twin | aim | ioredis-mock | redis-server |\n| --- | --- | --- | --- | --- |';
  return [head, ...figures.map((one) => `| ${cellsOf(one).join(' | ')} |`)].join('\n');
}

function cellsOf(one: Figure): readonly string[] {
  const beside = (engine: string): string => {
    const found = [one.reference, ...(one.others ?? [])].find(({ name }) => name.includes(engine));
    return found === undefined ? '–' : amount(found.value, found.unit);
  };
  const aim = one.target === null ? '–' : `${one.target}${one.isReached === false ? ', **not reached**' : ''}`;
  return [one.name.replace(/^twin: /, ''), amount(one.value, one.unit), aim, beside('ioredis-mock'), beside('redis-server')];
}

/** Three digits: more says nothing on a machine that others use too. */
function amount(value: number, unit: string): string {
  const rounded = Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 2 });
  return unit === 'µs' ? `${rounded} µs` : rounded;
}
