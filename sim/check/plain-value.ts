/**
 * Equality of plain data, by a text that is equal exactly for equal values: the keys of objects in order, maps and sets told from objects,
 * -0 told from nothing. What has an identity of its own (functions, symbols, instances of classes) is refused: it would compare wrongly.
 */

/** The text of a value. Throws `TypeError` for what is not plain data. */
export function plainText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      throw new TypeError(`a ${typeof value} is not plain data; use numbers, strings, arrays, plain objects, maps and sets`);
  }
}

/** Whether two values are the same plain data. */
export function samePlain(first: unknown, second: unknown): boolean {
  return Object.is(first, second) || plainText(first) === plainText(second);
}

function objectText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(',')}]`;
  if (value instanceof Map) return `Map(${pairsText([...value].map(([key, item]) => [plainText(key), item]))})`;
  if (value instanceof Set) return `Set(${[...value].map(plainText).toSorted().join(',')})`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(
      `an instance of ${value.constructor.name} is not plain data; use numbers, strings, arrays, plain objects, maps and sets`,
    );
  return `{${pairsText(Object.entries(value).map(([key, item]) => [JSON.stringify(key), item]))}}`;
}

function pairsText(pairs: readonly (readonly [key: string, item: unknown])[]): string {
  return pairs
    .map(([key, item]) => `${key}:${plainText(item)}`)
    .toSorted()
    .join(',');
}
