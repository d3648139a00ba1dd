/** Shapes of values that were read from files: what findings and kept worlds check before they trust what they read. */

/** An object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** A world's name, as far as it can be checked without its suite. */
export function isWorldName(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['settings'])) return false;
  const settings = Object.values(value['settings']);
  return (
    isTexts([value['suite'], value['seed'], value['strategy']]) && settings.every((one) => typeof one === 'string' || Number.isFinite(one))
  );
}
