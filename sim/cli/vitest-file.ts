/** The text of a vitest file that holds one kept world: it fails with the story while the bug is there and passes when it is repaired. */
import type { Regression } from '../explore/index.ts';

/** The file's text; `configuration` is how it imports the configuration, e.g. `./manyworlds.config.ts`. */
export function vitestFile(regression: Regression, configuration: string): string {
  const { story, ...world } = regression;
  const comment = [
    `One world of ${regression.world.suite} that breaks ${regression.property}. The test fails with its story as long as the bug is there, and`,
    'passes when it is repaired. Put the file where vitest finds it.',
    '',
    ...story,
  ];
  return [
    '/**',
    ...comment.map((line) => ` * ${line.replaceAll('*/', '* /')}`.trimEnd()),
    ' */',
    "import 'manyworlds/vitest/setup';",
    "import { testRegression } from 'manyworlds/vitest';",
    `import configuration from ${quoted(configuration)};`,
    '',
    `testRegression(${literal({ ...world, story: [] }, '')}, { suites: configuration.suites });`,
    '',
  ].join('\n');
}

const COLUMNS = 100;

/** A value as TypeScript: on one line where that is short, else one field a line. */
function literal(value: unknown, indent: string): string {
  const short = oneLine(value);
  if (indent !== '' && indent.length + short.length <= COLUMNS) return short;
  if (Array.isArray(value)) {
    const items = (value as readonly unknown[]).map((item) => `${indent}  ${literal(item, `${indent}  `)},`);
    return `[\n${items.join('\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${indent}  ${name(key)}: ${literal(field, `${indent}  `)},`);
    return `{\n${fields.join('\n')}\n${indent}}`;
  }
  return short;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${(value as readonly unknown[]).map(oneLine).join(', ')}]`;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${name(key)}: ${oneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function name(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key);
}

/** Single quotes as this house writes them; JSON's escapes are JavaScript's, too. */
function quoted(text: string): string {
  return text.includes("'")
    ? JSON.stringify(text)
    : `'${JSON.stringify(text)
        .slice(1, -1)
        .replaceAll(String.raw`\"`, '"')}'`;
}
