/** What a schema found, in words: where, what was expected, which field is one too many. */

/** One error as ajv reports it. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** `body.cpuMillicores must be >= 0`. The first error counts: what follows it only says in which branch it was found. */
export function validationMessage(errors: readonly SchemaError[], part: string): string {
  const [first] = errors;
  if (first === undefined) return `${part} is not as it must be`;
  const place = part + first.instancePath.replaceAll('/', '.');
  if (first.keyword === 'additionalProperties')
    return `${place} has an unknown field ${JSON.stringify(first.params['additionalProperty'])}`;
  const allowed = first.keyword === 'enum' ? `: ${JSON.stringify(first.params['allowedValues'])}` : '';
  return `${place} ${first.message ?? 'is not as it must be'}${allowed}`;
}
