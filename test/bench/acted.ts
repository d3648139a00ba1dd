/** In how many chaos worlds each kind of fault really acted, and in how many each `sometimes` goal was reached: what the suite exercises. */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { faultKinds } from '../../sim/faults/index.ts';
import { figure, type Figure } from './figure.ts';

const worlds = 1_000;
const worldsQuick = 200;

/** One figure for each kind and each goal. */
export async function actedFigures(quick: boolean): Promise<Figure[]> {
  const suite = chaosSuite();
  await suite.prepare?.({});
  const count = quick ? worldsQuick : worlds;
  const acted = new Map(faultKinds.map(({ kind }) => [kind, 0]));
  const reached = new Map(suite.goals.map((goal) => [goal, 0]));
  for (let index = 1; index <= count; index += 1) {
    const outcome = await runWorld(suite, { seed: seedOfWorld('e', index), settings: {} });
    for (const [kind, times] of Object.entries(outcome.acted)) if (times > 0) acted.set(kind, (acted.get(kind) ?? 0) + 1);
    for (const [goal, times] of Object.entries(outcome.goals)) if (times > 0) reached.set(goal, (reached.get(goal) ?? 0) + 1);
  }
  const share = (name: string, value: number, target: boolean): Figure =>
    figure({
      name,
      value: (value / count) * 100,
      unit: '% of chaos worlds',
      reference: { name: 'all worlds', value: 100, unit: '%', kind: 'same run' },
      target: target ? 'at least once' : null,
      isReached: target ? value > 0 : null,
      note: `${value} of ${count} worlds of base seed e`,
    });
  return [
    ...[...acted].map(([kind, value]) => share(`fault acted: ${kind}`, value, false)),
    ...[...reached].map(([goal, value]) => share(`goal reached: ${goal}`, value, true)),
  ];
}
