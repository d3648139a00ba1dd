/** Expressions of a script as JavaScript; see `translate.ts`. Every operation is a call of `lua-values.ts`. */
import type { CallExpression, Expression } from 'luaparse';
import { NotTranslatable, type ScriptNames } from './lua-names.ts';
import { patternToRegExp } from './lua-pattern.ts';

const ARITHMETIC: Readonly<Record<string, string>> = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '%': 'remainder' };

/** Functions of Lua's libraries with so many arguments, and the operations that they are. */
const LIBRARY: Readonly<Record<string, string>> = {
  'tonumber/1': 'toNumber',
  'tostring/1': 'toText',
  'type/1': 'typeOf',
  'math.floor/1': 'floor',
  'math.max/2': 'largest',
  'math.min/2': 'smallest',
  'math.ceil/1': 'ceiling',
  'string.sub/3': 'part',
  'table.sort/1': 'sort',
  'table.insert/2': 'append',
  'table.insert/3': 'insert',
  'cjson.encode/1': 'encode',
  'cjson.decode/1': 'decode',
};

/** A call: its JavaScript, and whether that is a list of results. */
interface Call {
  readonly code: string;
  readonly isMany: boolean;
}

/** Translates the expressions of one script. */
export class ExpressionTranslator {
  readonly #names: ScriptNames;
  /** The commands that are called, in the order of their numbers. */
  readonly commands: { name: string; words: number }[] = [];

  constructor(names: ScriptNames) {
    this.#names = names;
  }

  /** One value. */
  value(expression: Expression): string {
    switch (expression.type) {
      case 'StringLiteral':
        return JSON.stringify(expression.value);
      case 'NumericLiteral':
        return numberCode(expression.value);
      case 'BooleanLiteral':
        return String(expression.value);
      case 'NilLiteral':
        return 'undefined';
      case 'Identifier':
        return this.#variable(expression.name);
      case 'IndexExpression':
        return this.#index(expression.base, expression.index);
      case 'MemberExpression':
        if (expression.indexer !== '.') throw new NotTranslatable('a method');
        return `get(${this.value(expression.base)},${JSON.stringify(expression.identifier.name)})`;
      case 'CallExpression':
      case 'StringCallExpression':
      case 'TableCallExpression': {
        const { code, isMany } = this.call(expression);
        return isMany ? `first(${code})` : code;
      }
      case 'TableConstructorExpression':
        return this.#table(expression.fields);
      case 'UnaryExpression':
        return this.#unary(expression.operator, expression.argument);
      case 'BinaryExpression':
        return this.#binary(expression.operator, expression.left, expression.right);
      case 'LogicalExpression':
        return this.#logical(expression.operator, expression.left, expression.right);
      default:
        throw new NotTranslatable(expression.type);
    }
  }

  /** The truth of a value, as a JavaScript boolean. */
  condition(expression: Expression): string {
    if (expression.type === 'UnaryExpression' && expression.operator === 'not') return `!(${this.condition(expression.argument)})`;
    if (expression.type === 'LogicalExpression') {
      return `(${this.condition(expression.left)}${expression.operator === 'and' ? '&&' : '||'}${this.condition(expression.right)})`;
    }
    const isComparison = expression.type === 'BinaryExpression' && /^[<>=~]/.test(expression.operator);
    return isComparison ? this.value(expression) : `isTrue(${this.value(expression)})`;
  }

  /** Is it a call that gives a list of results? */
  answersMany(expression: Expression): boolean {
    if (expression.type !== 'CallExpression') return false;
    const { base } = expression;
    if (base.type === 'Identifier') return this.#names.find(base.name)?.kind === 'many';
    const [, pattern] = expression.arguments;
    const isMatch = this.#libraryName(base) === 'string.match' && pattern?.type === 'StringLiteral';
    return isMatch && capturesIn(pattern.value) > 1;
  }

  /** A call as it is. */
  call(expression: Expression): Call {
    if (expression.type !== 'CallExpression') throw new NotTranslatable(expression.type);
    const { base, arguments: given } = expression;
    const known = base.type === 'Identifier' ? this.#names.find(base.name) : undefined;
    if (known === undefined) return this.#libraryCall(this.#libraryName(base), expression);
    if (known.kind === 'variable') throw new NotTranslatable('a call of a variable');
    const last = given.at(-1);
    // A function takes as many as it has parameters.
    const words =
      last !== undefined && this.answersMany(last) ? [this.#list(given.slice(0, -1)), `...${this.call(last).code}`] : [this.#list(given)];
    return { code: `${known.code}(${words.filter((word) => word !== '').join(',')})`, isMany: known.kind === 'many' };
  }

  /** Gives a place a value. */
  assign(target: Expression, code: string): string {
    if (target.type === 'Identifier') return `${this.#variable(target.name)}=${code};`;
    if (target.type === 'MemberExpression' && target.indexer === '.')
      return `set(${this.value(target.base)},${JSON.stringify(target.identifier.name)},${code});`;
    if (target.type !== 'IndexExpression') throw new NotTranslatable(target.type);
    return `set(${this.value(target.base)},${this.value(target.index)},${code});`;
  }

  /** The JavaScript list that `ipairs(…)` walks over, or `string.gmatch(…)`; null for another iterator. */
  walked(iterator: Expression): { readonly list: string; readonly isIndexed: boolean } | null {
    if (iterator.type !== 'CallExpression') return null;
    const name = this.#libraryName(iterator.base);
    const [first, second] = iterator.arguments;
    if (first === undefined) return null;
    if (name === 'ipairs' && second === undefined)
      return { list: this.#argumentsOf(first) ?? `listOf(${this.value(first)})`, isIndexed: true };
    if (name !== 'string.gmatch' || second?.type !== 'StringLiteral' || second.value.startsWith('^') || capturesIn(second.value) > 1)
      return null;
    return { list: `matches(${this.value(first)},${patternCode(second.value)}g)`, isIndexed: false };
  }

  #variable(name: string): string {
    const known = this.#names.find(name);
    if (known?.kind !== 'variable') throw new NotTranslatable(`the global or function ${name}`);
    return known.code;
  }

  /** KEYS and ARGV are only read. */
  #argumentsOf(expression: Expression): 'KEYS' | 'ARGV' | null {
    if (expression.type !== 'Identifier' || this.#names.find(expression.name) !== undefined) return null;
    return expression.name === 'KEYS' || expression.name === 'ARGV' ? expression.name : null;
  }

  #libraryName(base: Expression): string | null {
    if (base.type === 'Identifier') return this.#names.find(base.name) === undefined ? base.name : null;
    if (base.type !== 'MemberExpression' || base.indexer !== '.' || base.base.type !== 'Identifier') return null;
    return this.#names.find(base.base.name) === undefined ? `${base.base.name}.${base.identifier.name}` : null;
  }

  #index(base: Expression, index: Expression): string {
    const list = this.#argumentsOf(base);
    if (list === null) return `get(${this.value(base)},${this.value(index)})`;
    if (index.type !== 'NumericLiteral') return `argument(${list},${this.value(index)})`;
    return Number.isInteger(index.value) && index.value > 0 ? `${list}[${index.value - 1}]` : 'undefined';
  }

  #table(fields: Extract<Expression, { type: 'TableConstructorExpression' }>['fields']): string {
    const values = fields.filter((field) => field.type === 'TableValue').map(({ value }) => value);
    const named = fields.filter((field) => field.type === 'TableKeyString');
    if (fields.length === 0) return 'emptyTable()';
    if (values.length + named.length < fields.length || fields.slice(0, values.length).some(({ type }) => type !== 'TableValue'))
      throw new NotTranslatable('a table with other keys than names, or list items behind them');
    const list = `[${this.#list(values)}]`;
    if (named.length === 0) return `table(${list})`;
    const names = named.map(({ key }) => key.name);
    return `record(${list},${JSON.stringify(names)},[${named.map(({ value }) => this.value(value)).join(',')}])`;
  }

  /** Values in a row; of a call at their end Lua takes all results. */
  #list(values: readonly Expression[]): string {
    const last = values.at(-1);
    if (last !== undefined && this.answersMany(last)) throw new NotTranslatable('a list of results in a list');
    return values.map((one) => this.value(one)).join(',');
  }

  #unary(operator: string, argument: Expression): string {
    if (operator === 'not') return `!(${this.condition(argument)})`;
    if (operator === '-')
      return argument.type === 'NumericLiteral' ? `(-${numberCode(argument.value)})` : `negate(${this.value(argument)})`;
    if (operator !== '#') throw new NotTranslatable(operator);
    const list = this.#argumentsOf(argument);
    return list === null ? `lengthOf(${this.value(argument)})` : `${list}.length`;
  }

  #binary(operator: string, left: Expression, right: Expression): string {
    const [first, second] = [this.value(left), this.value(right)];
    const arithmetic = ARITHMETIC[operator];
    if (arithmetic !== undefined) return `${arithmetic}(${first},${second})`;
    switch (operator) {
      case '..':
        return `join(${first},${second})`;
      case '==':
        return `(${first}===${second})`;
      case '~=':
        return `(${first}!==${second})`;
      case '<':
        return `isBelow(${first},${second})`;
      case '<=':
        return `isAtMost(${first},${second})`;
      // The sides change places, so the order in which they are computed would.
      case '>':
        return `isAbove(${first},${second})`;
      case '>=':
        return `isAtLeast(${first},${second})`;
      default:
        throw new NotTranslatable(operator);
    }
  }

  #logical(operator: string, left: Expression, right: Expression): string {
    const spare = this.#names.spare();
    const condition = `isTrue(${spare}=${this.value(left)})`;
    return operator === 'and' ? `(${condition}?${this.value(right)}:${spare})` : `(${condition}?${spare}:${this.value(right)})`;
  }

  #libraryCall(name: string | null, { arguments: given }: CallExpression): Call {
    if (name === 'redis.call') return { code: this.#command(given), isMany: false };
    const [first, second] = given;
    if (name === 'string.match' && first !== undefined && second?.type === 'StringLiteral' && given.length === 2) {
      const isMany = capturesIn(second.value) > 1;
      return { code: `${isMany ? 'match' : 'matchOne'}(${this.value(first)},${patternCode(second.value)})`, isMany };
    }
    if (name === 'string.format' && first?.type === 'StringLiteral')
      return { code: this.#format(first.value, given.slice(1)), isMany: false };
    const operation = LIBRARY[`${name ?? ''}/${given.length}`];
    if (operation === undefined) throw new NotTranslatable(`${name ?? 'a call'} with ${given.length} arguments`);
    return { code: `${operation}(${this.#list(given)})`, isMany: false };
  }

  /** Formats of whole numbers. */
  #format(format: string, values: readonly Expression[]): string {
    const texts = format.split('%.0f');
    const last = values.at(-1);
    if (texts.length !== values.length + 1 || texts.some((text) => text.includes('%')) || (last !== undefined && this.answersMany(last)))
      throw new NotTranslatable('a format');
    const codes = texts.flatMap((text, index) => {
      const value = values[index];
      return [JSON.stringify(text), ...(value === undefined ? [] : [`whole(${this.value(value)})`])];
    });
    return `(${codes.join('+')})`;
  }

  #command(given: readonly Expression[]): string {
    const [name, ...rest] = given;
    if (name?.type !== 'StringLiteral') throw new NotTranslatable('a command without a constant name');
    const last = rest.at(-1);
    if (last !== undefined && this.answersMany(last)) throw new NotTranslatable('a list of results in a command');
    const words = [
      JSON.stringify(name.value),
      ...rest.map((one) => (one.type === 'StringLiteral' ? this.value(one) : `word(${this.value(one)})`)),
    ];
    this.commands.push({ name: name.value, words: given.length });
    return `call(commands[${this.commands.length - 1}],[${words.join(',')}])`;
  }
}

/** How many captures a pattern has, if it is one that can be translated. */
const capturesIn = (pattern: string): number => pattern.replace(/%./g, '').split('(').length - 1;

function patternCode(pattern: string): string {
  const expression = patternToRegExp(pattern);
  if (expression === null) throw new NotTranslatable('a pattern');
  return String(expression);
}

function numberCode(value: number): string {
  if (!Number.isFinite(value)) throw new NotTranslatable('a number beyond all bounds');
  return String(value);
}
