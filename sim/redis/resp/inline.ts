/** Splits a line typed by a person into words, as Redis's `sdssplitargs`: single quotes, double quotes with escapes, \xhh. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };

/** The words of a line, or null when quotes are unbalanced. */
export function splitInline(line: string): string[] | null {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isSpace(line.charAt(at))) at++;
    if (at >= line.length) return words;
    const word = readWord(line, at);
    if (word === null) return null;
    words.push(word.text);
    at = word.end;
  }
}

function readWord(line: string, from: number): { text: string; end: number } | null {
  let text = '';
  let at = from;
  while (at < line.length && !endsWord(line.charAt(at))) {
    const character = line.charAt(at);
    if (character !== '"' && character !== "'") {
      text += character;
      at++;
      continue;
    }
    const quoted = character === '"' ? readDoubleQuoted(line, at + 1) : readSingleQuoted(line, at + 1);
    if (quoted === null || (quoted.end < line.length && !isSpace(line.charAt(quoted.end)))) return null;
    return { text: text + quoted.text, end: quoted.end };
  }
  return { text, end: at };
}

function readDoubleQuoted(line: string, from: number): { text: string; end: number } | null {
  let text = '';
  let at = from;
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === '"') return { text, end: at + 1 };
    if (character !== '\\' || at + 1 >= line.length) {
      text += character;
      at++;
      continue;
    }
    const hexadecimal = /^\\x([0-9a-fA-F]{2})/.exec(line.slice(at, at + 4));
    if (hexadecimal?.[1] === undefined) {
      const escaped = line.charAt(at + 1);
      text += ESCAPES[escaped] ?? escaped;
      at += 2;
    } else {
      text += String.fromCharCode(Number.parseInt(hexadecimal[1], 16));
      at += 4;
    }
  }
  return null;
}

function readSingleQuoted(line: string, from: number): { text: string; end: number } | null {
  let text = '';
  let at = from;
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === "'") return { text, end: at + 1 };
    const escapedQuote = character === '\\' && line.charAt(at + 1) === "'";
    text += escapedQuote ? "'" : character;
    at += escapedQuote ? 2 : 1;
  }
  return null;
}

/** Fewer characters end a word than may stand between two. */
function endsWord(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

function isSpace(character: string): boolean {
  return character === ' ' || (character >= '\t' && character <= '\r') || character === '\0';
}
