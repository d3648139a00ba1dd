/**
 * What a user may run, in few words. Redis 7.0 keeps no list of what it was told: from the commands that are allowed it finds the categories that come
 * nearest, and then names single commands (`ACLDescribeSelectorCommandRules`).
 */
import { CATEGORIES, commandsOf } from './categories.ts';

/** Every command and subcommand of Redis 7.0, a command before its subcommands. */
const everyCommand: readonly string[] = [...new Set(CATEGORIES.flatMap((category) => [...(commandsOf(category) ?? [])]))].toSorted();
const members: ReadonlyMap<string, readonly string[]> = new Map(
  CATEGORIES.map((category) => {
    const of = commandsOf(category);
    return [category, everyCommand.filter((name) => of?.has(name) === true)];
  }),
);

/** What is to be described. */
interface Allowed {
  /** Commands that no version has yet are allowed too. */
  readonly all: boolean;
  readonly permits: (command: string) => boolean;
  /** The first arguments with which a command is allowed that is not allowed as such. */
  readonly firstArguments: (command: string) => readonly string[];
}

/** As ACL LIST shows it: `-@all +@read +set`. */
export function describeCommands({ all, permits, firstArguments }: Allowed): string {
  const wanted = new Set(everyCommand.filter((name) => permits(name)));
  const described = new Set(all ? everyCommand : []);
  const sign = all ? '-' : '+';
  const rules = [`${all ? '+' : '-'}@all`];
  const left = new Set(wanted);
  for (let category = nearest(left, all, rules); category !== null; category = nearest(left, all, rules)) {
    rules.push(`${sign}@${category}`);
    for (const name of withSubcommands(category)) {
      if (all) described.delete(name);
      else described.add(name);
      if (all) left.add(name);
      else left.delete(name);
    }
  }
  for (const name of everyCommand) {
    if (wanted.has(name) !== described.has(name)) {
      rules.push(`${wanted.has(name) ? '+' : '-'}${name}`);
      for (const one of everyCommand) {
        if (one !== name && !one.startsWith(`${name}|`)) continue;
        if (wanted.has(name)) described.add(one);
        else described.delete(one);
      }
    }
    if (!wanted.has(name)) rules.push(...firstArguments(name).map((word) => `+${name}|${word}`));
  }
  return rules.join(' ');
}

/** The category with most in common and least that differs; null when every one differs in more than it has in common. */
function nearest(left: ReadonlySet<string>, all: boolean, rules: readonly string[]): string | null {
  let best: { readonly category: string; readonly different: number; readonly same: number } | null = null;
  for (const [category, names] of members) {
    if (rules.includes(`${all ? '-' : '+'}@${category}`)) continue;
    const on = names.filter((name) => left.has(name)).length;
    const [different, same] = all ? [on, names.length - on] : [names.length - on, on];
    if (same <= different) continue;
    if (best === null || different < best.different || (different === best.different && same > best.same))
      best = { category, different, same };
  }
  return best?.category ?? null;
}

/** A category speaks of the subcommands of its commands too. */
function withSubcommands(category: string): readonly string[] {
  const names = new Set(members.get(category));
  return everyCommand.filter((name) => names.has(name) || names.has(name.split('|')[0] ?? ''));
}
