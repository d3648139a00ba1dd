/** Elements of an SVG document as text. Everything that comes from a world passes `escapeText`, so that no name or message can break it. */

/** Values of attributes; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text as XML allows it: markup escaped, characters that XML 1.0 forbids replaced. */
export function escapeText(text: string): string {
  return (
    text
      // What String.prototype.toWellFormed does, which the library of ES2023 does not declare.
      .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

/** An element; `content` is markup, already escaped. */
export function element(name: string, attributes: Attributes, content: string | readonly string[] = ''): string {
  const list = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attribute(value)}"`]));
  const inner = typeof content === 'string' ? content : content.join('');
  return inner === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${inner}</${name}>`;
}

/** An element that holds words. */
export function words(name: string, attributes: Attributes, text: string): string {
  return element(name, attributes, escapeText(text));
}

function attribute(value: string | number): string {
  return typeof value === 'number' ? (Math.round(value * 10) / 10).toString() : escapeText(value);
}
