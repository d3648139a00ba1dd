/** Which hosts a scenario's world has, and which of its faults make sense there. */
import { soundPart, type Fault } from '../sim/faults/index.ts';
import { errandsOf } from './errands.ts';
import { CLIENTS, OPERATOR, PROVIDER, REDIS, replicaNames, type Scenario } from './scenario.ts';

/** Names of all hosts. A client that nobody uses has no host, nor has an operator without operations. */
function hostsOf(scenario: Scenario): ReadonlySet<string> {
  const { gateways, workers, containers, operations, replicas = 0 } = scenario;
  const clients = CLIENTS.filter((client) => errandsOf(containers, client).length > 0);
  const redis = [REDIS, ...replicaNames(replicas)];
  return new Set([...redis, ...gateways, ...workers.map(({ name }) => name), ...clients, ...(operations.length > 0 ? [OPERATOR] : [])]);
}

/** Whom faults may strike: the hosts, and whoever starts machines for pools, who is none. */
export function targetsOf(scenario: Scenario): ReadonlySet<string> {
  const { pools = [] } = scenario;
  return new Set([...hostsOf(scenario), ...(pools.length > 0 ? [PROVIDER] : [])]);
}

/** The fault without the peers that are gone; null when it, or all its peers, are. */
function among(fault: Fault, hosts: ReadonlySet<string>): Fault | null {
  const { target, when } = fault;
  if (!hosts.has(target) || (when?.host !== undefined && !hosts.has(when.host))) return null;
  if ('peer' in fault && fault.peer !== undefined && !hosts.has(fault.peer)) return null;
  if (fault.kind !== 'partition' || fault.peers === undefined) return fault;
  const peers = fault.peers.filter((peer) => hosts.has(peer));
  return peers.length === 0 ? null : peers.length === fault.peers.length ? fault : { ...fault, peers };
}

/** The same scenario with the faults that make sense in it: at hosts that it has, and not two of a kind where there can be only one. */
export function withSoundFaults(scenario: Scenario): Scenario {
  const hosts = targetsOf(scenario);
  const world = { hosts: () => [...hosts].map((name) => ({ name })), offered: () => true };
  const faults = scenario.faults.flatMap((fault) => among(fault, hosts) ?? []);
  return { ...scenario, faults: soundPart(world, faults) };
}
