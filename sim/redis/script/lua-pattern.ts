/** Lua patterns as regular expressions, as far as both mean the same: classes, single characters, repetitions, captures and anchors. */

const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  a: '[A-Za-z]',
  w: '[0-9A-Za-z]',
  l: '[a-z]',
  u: '[A-Z]',
  s: '[ \\t-\\r]',
  S: '[^ \\t-\\r]',
  D: '[^0-9]',
};
const REPETITIONS: Readonly<Record<string, string>> = { '*': '*', '+': '+', '?': '?', '-': '*?' };

/** The regular expression of a pattern, or null for one that needs Lua: sets, balances, frontiers, positions, back references. */
export function patternToRegExp(pattern: string): RegExp | null {
  let source = '';
  let open = 0;
  let index = 0;
  if (pattern.startsWith('^')) {
    source = '^';
    index = 1;
  }
  while (index < pattern.length) {
    const character = pattern[index] ?? '';
    if (character === '(' && pattern[index + 1] !== ')') {
      open += 1;
      source += '(';
      index += 1;
    } else if (character === ')' && open > 0) {
      open -= 1;
      source += ')';
      index += 1;
    } else if (character === '$' && index === pattern.length - 1) {
      source += '$';
      index += 1;
    } else {
      const item = itemAt(pattern, index);
      if (item === null) return null;
      index += item.size;
      const repetition = REPETITIONS[pattern[index] ?? ''];
      source += item.source + (repetition ?? '');
      if (repetition !== undefined) index += 1;
    }
  }
  return open === 0 ? new RegExp(source) : null;
}

/** One character or class. */
function itemAt(pattern: string, index: number): { readonly source: string; readonly size: number } | null {
  const character = pattern[index] ?? '';
  if (character === '.') return { source: '[\\s\\S]', size: 1 };
  if ('[()'.includes(character)) return null;
  if (character !== '%') return { source: literal(character), size: 1 };
  const escaped = pattern[index + 1] ?? '';
  const known = CLASSES[escaped];
  if (known !== undefined) return { source: known, size: 2 };
  return escaped === '' || /[0-9A-Za-z]/.test(escaped) ? null : { source: literal(escaped), size: 2 };
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
