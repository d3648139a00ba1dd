/** Checks one fault by itself: its kind, its fields, its moment and its cause, and, when the world is known, the hosts that it names. */
import type { FaultBase, FaultKind } from './fault.ts';
import type { FieldRule } from './fields.ts';
import { faultKinds, kindNamed } from './kinds/index.ts';
import { didYouMean } from '../wording/index.ts';
import type { PlanProblem, PlanProblemCode } from './plan-error.ts';

/** What a plan needs to know of the world that it is for; every `World` is one. */
export interface PlanWorld {
  hosts(): readonly { readonly name: string }[];
  /** What was offered for a kind at a host; null when nothing was. */
  offered(host: string, kind: string): unknown;
}

const common = new Set(['kind', 'target', 'atMs', 'when']);
const causes: ReadonlySet<unknown> = new Set(['sent', 'received', 'deed']);

/** The first thing that is wrong with the data of a fault; null when it is one. */
export function shapeProblem(fault: unknown): PlanProblem | null {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault))
    return problem('not-a-fault', `${shown(fault)} is not a fault; a fault is an object with kind, target and atMs`);
  const data = new Map<string, unknown>(Object.entries(fault));
  const name = data.get('kind');
  const kind = typeof name === 'string' ? kindNamed(name) : undefined;
  if (kind === undefined) return unknownKind(name);
  return commonProblem(data) ?? fieldsProblem(kind, data) ?? together(kind, fault);
}

/** The first host that a fault names and the world does not have, or that cannot suffer it; null when there is none. */
export function hostProblem(world: PlanWorld, fault: FaultBase, kind: FaultKind<FaultBase>): PlanProblem | null {
  const names = world.hosts().map((host) => host.name);
  const offers = kind.isOffered === true && world.offered(fault.target, fault.kind) !== null;
  if (!offers && !names.includes(fault.target)) return unknownHost('target', fault.target, names, 'unknown-host');
  if (kind.isOffered === true && !offers) {
    const able = names.filter((name) => world.offered(name, fault.kind) !== null);
    const who = able.length === 0 ? 'nothing in this world can' : `what can: ${able.join(', ')}`;
    return problem('not-offered', `nothing at ${fault.target} can suffer ${fault.kind}; ${who}`);
  }
  if (fault.when?.host !== undefined && !names.includes(fault.when.host))
    return unknownHost('cause', fault.when.host, names, 'unknown-host');
  return peerProblem(fault, kind, names);
}

function peerProblem(fault: FaultBase, kind: FaultKind<FaultBase>, names: readonly string[]): PlanProblem | null {
  for (const [field, value] of Object.entries(fault)) {
    if (rulesOf(kind).get(field)?.namesHosts !== true) continue;
    for (const name of [value].flat() as readonly string[]) {
      if (name === fault.target) return problem('unknown-peer', `its ${field} is its target ${name}; a link has two ends`);
      if (!names.includes(name)) return unknownHost(field, name, names, 'unknown-peer');
    }
  }
  return null;
}

function commonProblem(data: ReadonlyMap<string, unknown>): PlanProblem | null {
  const target = data.get('target');
  if (typeof target !== 'string' || target === '') return missingOr(data, 'target', 'the name of a host');
  const atMs = data.get('atMs');
  if (!data.has('atMs')) return problem('missing-field', 'it has no atMs; say when it strikes, in milliseconds since the world began');
  if (typeof atMs !== 'number' || !Number.isFinite(atMs) || atMs < 0)
    return problem('bad-moment', `atMs is ${shown(atMs)} and must be a number of milliseconds, at least 0`);
  return data.get('when') === undefined ? null : causeProblem(data.get('when'));
}

function causeProblem(when: unknown): PlanProblem | null {
  if (typeof when !== 'object' || when === null)
    return problem('bad-cause', `when is ${shown(when)} and must be an object with does, what and occurrence`);
  const { host, does, what, occurrence } = when as Record<string, unknown>;
  if (host !== undefined && (typeof host !== 'string' || host === ''))
    return problem('bad-cause', `when.host is ${shown(host)} and must be the name of a host`);
  if (!causes.has(does)) return problem('bad-cause', `when.does is ${shown(does)} and must be "sent", "received" or "deed"`);
  if (typeof what !== 'string' || what.trim() === '')
    return problem('bad-cause', `when.what is ${shown(what)} and must be words of a message's label, or a deed`);
  if (typeof occurrence !== 'number' || !Number.isInteger(occurrence) || occurrence < 1)
    return problem('bad-cause', `when.occurrence is ${shown(occurrence)} and must be a whole number, at least 1`);
  return null;
}

function fieldsProblem(kind: FaultKind<FaultBase>, data: ReadonlyMap<string, unknown>): PlanProblem | null {
  const rules = rulesOf(kind);
  for (const [field, rule] of rules) {
    const value = data.get(field);
    if (value === undefined) {
      if (rule.isOptional) continue;
      return problem('missing-field', `it has no ${field}, which ${kind.kind} needs: ${rule.form}`);
    }
    if (rule.accepts(value)) continue;
    if (field === 'forMs' && typeof value === 'number' && value < 0)
      return problem('ends-before-it-begins', `forMs is ${value}: it would end before it begins; give ${rule.form}`);
    const meant = typeof value === 'string' ? didYouMean(value, rule.words ?? []) : '';
    return problem('bad-field', `${field} is ${shown(value)} and must be ${rule.form}${meant === '' ? '' : `.${meant}`}`);
  }
  for (const field of data.keys()) {
    if (common.has(field) || rules.has(field)) continue;
    const known = [...common, ...rules.keys()];
    return problem('unknown-field', `${kind.kind} has no field "${field}".${didYouMean(field, known)} Fields: ${known.join(', ')}`);
  }
  return null;
}

function together(kind: FaultKind<FaultBase>, fault: object): PlanProblem | null {
  const text = kind.check?.(fault as FaultBase) ?? null;
  return text === null ? null : problem('bad-field', text);
}

function rulesOf(kind: FaultKind<FaultBase>): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(kind.fields));
}

function unknownKind(name: unknown): PlanProblem {
  const names = faultKinds.map(({ kind }) => kind);
  const meant = typeof name === 'string' ? didYouMean(name, names) : '';
  return problem('unknown-kind', `there is no fault of the kind ${shown(name)}.${meant} Kinds: ${names.join(', ')}`);
}

function unknownHost(what: string, name: string, names: readonly string[], code: PlanProblemCode): PlanProblem {
  return problem(code, `its ${what} ${shown(name)} is not a host of this world.${didYouMean(name, names)} Hosts: ${names.join(', ')}`);
}

function missingOr(data: ReadonlyMap<string, unknown>, field: string, form: string): PlanProblem {
  if (!data.has(field)) return problem('missing-field', `it has no ${field}: ${form}`);
  return problem('bad-field', `${field} is ${shown(data.get(field))} and must be ${form}`);
}

function problem(code: PlanProblemCode, text: string): PlanProblem {
  return { code, text };
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value) ?? String(value);
}
