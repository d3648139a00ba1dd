/** A matrix of two designs of a shop: the loose one gives wrong change now and then, and now and then forgets to close. */
import { constant } from 'fast-check';
import { defineConfig, defineSuite, JUDGE_SETTING, judgedProperties, type Configuration, type Suite } from 'manyworlds';

const properties = [
  { id: 'S1', name: 'right-change', kind: 'safety', statement: 'change is right', evidence: 'the till' },
  { id: 'S2', name: 'shut-at-night', kind: 'safety', statement: 'the door is shut at night', evidence: 'the door' },
  { id: 'L1', name: 'goods-arrive', kind: 'liveness', statement: 'goods arrive', evidence: 'the yard' },
] as const;

const shop: Suite<null> = defineSuite({
  name: 'shop',
  description: 'a day in a shop',
  settings: [{ key: 'design', description: 'how careful it is', type: 'choice', choices: ['strict', 'loose'] }, JUDGE_SETTING],
  properties,
  goals: [],
  worldsDefault: 20,
  runByDefault: true,
  scenario: () => constant(null),
  build(world, _scenario, settings) {
    const judged = judgedProperties(properties, settings);
    const isLoose = settings['design'] === 'loose';
    const accuse = (property: string, sentence: string): void => {
      if (judged.some(({ name }) => name === property)) world.violate({ property, sentence, facts: [], about: ['keeper'] });
    };
    world.host('keeper', () => {
      const [change, door] = [Math.random(), Math.random()];
      setTimeout(() => {
        world.note('keeper', 'gives change', ['till']);
        if (isLoose && change < 0.3) accuse('right-change', 'a coin is missing');
      }, 10);
      setTimeout(() => {
        if (isLoose && door < 0.2) accuse('shut-at-night', 'the door stands open');
        world.finish();
      }, 20);
    });
  },
});

const configuration: Configuration = defineConfig({
  suites: [shop],
  matrix: {
    suites: ['shop'],
    rows: [
      { name: 'strict', description: 'the careful one', settings: { design: 'strict' }, mustHold: true },
      { name: 'loose', description: 'the other one', settings: { design: 'loose' } },
    ],
    notes: [
      { row: 'loose', property: 'right-change', hazards: ['H1'], refutes: { document: 'The keeper', claim: '“I never err”' } },
      { row: 'loose', property: 'shut-at-night', hazards: [] },
    ],
    hazards: { H1: 'coins stick together' },
    abstentions: [{ rows: ['strict', 'loose'], property: 'goods-arrive', reason: 'there is no yard' }],
  },
});
export default configuration;
