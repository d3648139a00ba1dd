/** What `manyworlds list` can list: each topic as entries with a name, a text, details below it, and the same as JSON. */
import type { PropertyDescription } from '../check/index.ts';
import type { SettingDefinition, StoredFinding, Suite } from '../explore/index.ts';
import { plural } from '../report/index.ts';

/** One thing of a list. */
export interface Entry {
  readonly name: string;
  /** What it is, in a line or a sentence. */
  readonly text: string;
  readonly details: readonly string[];
  readonly json: object;
}

/** Entries under a heading; the heading is empty where there is only one group. */
export interface Group {
  readonly heading: string;
  readonly entries: readonly Entry[];
}

/** A suite with its settings. */
export function suiteEntry(suite: Suite): Entry {
  const { name, description, worldsDefault, runByDefault, goals } = suite;
  return {
    name,
    text: `${description} (${plural(worldsDefault, 'world')}${runByDefault ? '' : ', only when named'})`,
    details: suite.settings.map(settingLine),
    json: { name, description, worldsDefault, runByDefault, goals, settings: suite.settings },
  };
}

function settingLine(definition: SettingDefinition): string {
  const { type, choices, minimum, maximum } = definition;
  const range = minimum === undefined && maximum === undefined ? '' : ` ${minimum ?? ''}..${maximum ?? ''}`;
  return `--set ${definition.key}=${type === 'choice' ? (choices ?? []).join('|') : `<${type}${range}>`}  ${definition.description}`;
}

const KINDS = [
  ['safety', 'safety: nothing bad happens'],
  ['liveness', 'liveness: something good happens in bounded virtual time'],
] as const;

/** The properties of all suites, safety before liveness, and then the goals that worlds must reach. */
export function propertyGroups(suites: readonly Suite[]): readonly Group[] {
  const byName = new Map(suites.flatMap((suite) => suite.properties.map((property) => [property.name, property] as const)));
  const ofKind = KINDS.map(([kind, heading]) => ({
    heading,
    entries: [...byName.values()].filter((property) => property.kind === kind).map((property) => propertyEntry(property, suites)),
  }));
  const goals = [...new Set(suites.flatMap((suite) => suite.goals))].map((goal) => goalEntry(goal, suites));
  const all = [...ofKind, { heading: 'sometimes: some world of a run must reach it', entries: goals }];
  return all.filter(({ entries }) => entries.length > 0);
}

function propertyEntry(property: PropertyDescription, suites: readonly Suite[]): Entry {
  const among = suitesWith(suites, (suite) => suite.properties.some(({ name }) => name === property.name));
  return {
    name: `${property.id.padEnd(3)} ${property.name}`,
    text: property.statement,
    details: [`judged from ${property.evidence}${among === null ? '' : `; ${among}`}`],
    json: property,
  };
}

function goalEntry(goal: string, suites: readonly Suite[]): Entry {
  const among = suites.filter((suite) => suite.goals.includes(goal)).map((suite) => suite.name);
  return { name: goal, text: `in ${among.join(', ')}`, details: [], json: { name: goal, kind: 'sometimes', suites: among } };
}

/** Which suites have something, in as few words as possible; null when all have it. */
function suitesWith(suites: readonly Suite[], has: (suite: Suite) => boolean): string | null {
  const [having, lacking] = [suites.filter(has), suites.filter((suite) => !has(suite))].map((list) => list.map((suite) => suite.name));
  if (having === undefined || lacking === undefined || lacking.length === 0) return null;
  return lacking.length < having.length ? `not in ${lacking.join(', ')}` : `only in ${having.join(', ')}`;
}

/** A stored finding: what was violated, where, and how small its world is. */
export function findingEntry({ finding }: StoredFinding): Entry {
  const { id, violation, world, shrunk, faults } = finding;
  const size = shrunk === null ? '' : `, shrunk to ${plural(faults.length, 'fault')} and ${plural(shrunk.decisionsAfter, 'decision')}`;
  return {
    name: id,
    text: `${violation.property}: ${violation.sentence}`,
    details: [`${world.suite}, seed ${world.seed}${size}`],
    json: finding,
  };
}
