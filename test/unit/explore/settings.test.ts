/** `--set key=value`: what is accepted, and that messages name key, value seen and what is allowed. */
import { describe, expect, it } from 'vitest';
import { checkKeys, parseAssignment, settingsFor, UsageError } from '../../../sim/explore/index.ts';
import { fakeSuite } from './fake-world.ts';

const suite = fakeSuite();
const read = (text: string): object => settingsFor(suite, [parseAssignment(text)]);

describe('a setting', () => {
  it('is read as its definition says', () => {
    expect(read('lamps=4')).toEqual({ lamps: 4 });
    expect(read('dim=.5')).toEqual({ dim: 0.5 });
    expect(read('colour=red')).toEqual({ colour: 'red' });
    expect(read('plan=package.json')).toEqual({ plan: 'package.json' });
  });

  it.each([
    ['lamps=ten', '--set lamps=ten: "ten" is not allowed; lamps is a whole number from 1 to 9 (how many lamps).'],
    ['lamps=10', 'lamps is a whole number from 1 to 9'],
    ['lamps=-1', '"-1" is not allowed'],
    ['lamps=', '"" is not allowed'],
    ['dim=NaN', 'dim is a number from 0 to 1'],
    ['colour=gren', 'colour is one of red, green (their colour). Did you mean "green"?'],
    ['plan=nowhere.csv', 'plan is a file that exists'],
    ['plan=sim', 'plan is a file, and this is a folder'],
  ])('%s is refused', (text, message) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(message);
  });

  it('without an equals sign is refused with an example', () => {
    expect(() => parseAssignment('lamps')).toThrow('write a setting as key=value');
  });

  it('that no suite of the run knows is refused with the nearest', () => {
    expect(() => checkKeys([{ key: 'lamp', text: '1' }], [suite], [suite])).toThrow(
      'Suite lights has no setting "lamp". Did you mean "lamps"?',
    );
  });

  it('that another suite knows is refused with its name', () => {
    const other = fakeSuite({ name: 'trace', settings: [{ key: 'pods', description: 'pods', type: 'text' }] });
    expect(() => checkKeys([{ key: 'pods', text: 'x' }], [suite], [suite, other])).toThrow(
      'Suite lights has no setting "pods". Suite trace has it.',
    );
  });
});
