/** The commands of a Sentinel, and what it says of masters, replicas and other Sentinels; fields and texts are those of Redis 7.0.15. */
import { createHash } from 'node:crypto';
import { ErrorReply, failure, MapReply, NULL_ARRAY, OK, VerbatimReply, type Reply } from '../resp/index.ts';
import { at, needNumber } from '../commands/words.ts';
import type { CommandDefinition } from '../commands/definition.ts';
import type { RedisNode } from '../group.ts';
import type { Sentinel } from './sentinel.ts';

const NO_MASTER = failure('No such master with that name');

/** The forty digits of a server's run. */
function runIdOf(name: string): string {
  return createHash('sha1').update(name).digest('hex');
}

/** What is told of every server alike. When somebody was last heard of is not simulated but for whether that is long ago. */
function linkFields({ quorum }: Sentinel, isDown: boolean): readonly string[] {
  const silentMs = isDown ? '10000' : '0';
  return [
    ...['link-pending-commands', '0', 'link-refcount', '1', 'last-ping-sent', '0'],
    ...['last-ok-ping-reply', silentMs, 'last-ping-reply', silentMs],
    ...['down-after-milliseconds', String(quorum.downAfterMs ?? 30_000)],
  ];
}

function masterFields(sentinel: Sentinel): Reply {
  const { quorum, master } = sentinel;
  const isDown = sentinel.isDown(master);
  return new MapReply([
    ...['name', quorum.name, 'ip', master.host.address, 'port', String(master.port), 'runid', runIdOf(master.host.name)],
    ...['flags', isDown ? 'master,s_down' : 'master', ...linkFields(sentinel, isDown)],
    ...['info-refresh', '0', 'role-reported', 'master', 'role-reported-time', '0', 'config-epoch', '0'],
    ...['num-slaves', String(quorum.nodes.length - 1), 'num-other-sentinels', String(quorum.sentinels.length - 1)],
    ...['quorum', String(quorum.quorum), 'failover-timeout', '180000', 'parallel-syncs', '1'],
  ]);
}

function replicaFields(sentinel: Sentinel, node: RedisNode): Reply {
  const { address } = node.host;
  const { replication } = node.server;
  const isDown = sentinel.isDown(node);
  const { master } = sentinel;
  return new MapReply([
    ...['name', `${address}:${node.port}`, 'ip', address, 'port', String(node.port), 'runid', runIdOf(node.host.name)],
    ...['flags', isDown ? 's_down,slave,disconnected' : 'slave', ...linkFields(sentinel, isDown)],
    ...['info-refresh', '0', 'role-reported', replication.isReplica ? 'slave' : 'master', 'role-reported-time', '0'],
    ...['master-link-down-time', '0', 'master-link-status', replication.link?.state === 'connected' ? 'ok' : 'err'],
    ...['master-host', master.host.address, 'master-port', String(master.port)],
    ...['slave-priority', '100', 'slave-repl-offset', String(replication.offset), 'replica-announced', '1'],
  ]);
}

function sentinelFields(sentinel: Sentinel): Reply {
  const { host, port } = sentinel;
  const isDown = host.state !== 'running';
  return new MapReply([
    ...['name', runIdOf(host.name), 'ip', host.address, 'port', String(port), 'runid', runIdOf(host.name)],
    ...['flags', isDown ? 's_down,sentinel,disconnected' : 'sentinel', ...linkFields(sentinel, isDown)],
    ...['last-hello-message', '0', 'voted-leader', '?', 'voted-leader-epoch', '0'],
  ]);
}

/** What another Sentinel asks; votes are not simulated. */
function isDownAt(sentinel: Sentinel, argv: readonly string[]): boolean {
  needNumber(at(argv, 3));
  needNumber(at(argv, 4));
  const { master } = sentinel;
  return at(argv, 2) === master.host.address && at(argv, 3) === String(master.port) && sentinel.isDown(master);
}

function checkQuorum({ quorum }: Sentinel): Reply {
  const usable = quorum.sentinels.filter(({ host }) => host.state === 'running').length;
  const majority = Math.floor(quorum.sentinels.length / 2) + 1;
  if (usable >= quorum.quorum && usable >= majority)
    return new VerbatimReply(`OK ${usable} usable Sentinels. Quorum and failover authorization can be reached`);
  const lacks = [
    ...(usable < quorum.quorum ? ['Not enough available Sentinels to reach the specified quorum for this master'] : []),
    ...(usable < majority ? ['Not enough available Sentinels to reach the majority and authorize a failover'] : []),
  ];
  return new ErrorReply(`NOQUORUM ${usable} usable Sentinels. ${lacks.join('. ')}`);
}

function infoOf({ quorum, master, ...sentinel }: Sentinel, isDown: boolean, names: readonly string[]): string {
  const address = `${master.host.address}:${master.port}`;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Server', [`redis_version:${sentinel.server.options.version}`, 'redis_mode:sentinel', `tcp_port:${sentinel.port}`]],
    [
      'Sentinel',
      [
        'sentinel_masters:1',
        'sentinel_tilt:0',
        'sentinel_tilt_since_seconds:-1',
        'sentinel_running_scripts:0',
        'sentinel_scripts_queue_length:0',
        'sentinel_simulate_failure_flags:0',
        `master0:name=${quorum.name},status=${isDown ? 'sdown' : 'ok'},address=${address},slaves=${quorum.nodes.length - 1},sentinels=${quorum.sentinels.length}`,
      ],
    ],
  ];
  const wanted = names.map((name) => name.toLowerCase());
  return sections
    .filter(([title]) => wanted.length === 0 || wanted.includes(title.toLowerCase()) || wanted.includes('all'))
    .map(([title, lines]) => `# ${title}\r\n${lines.map((line) => `${line}\r\n`).join('')}`)
    .join('\r\n');
}

/** The commands that one Sentinel has of its own. */
export function sentinelCommands(sentinel: Sentinel): readonly CommandDefinition[] {
  const known = (argv: readonly string[]): Sentinel => {
    if (at(argv, 2) !== sentinel.quorum.name) throw NO_MASTER;
    return sentinel;
  };
  const replicas = (argv: readonly string[]): Reply =>
    known(argv)
      .quorum.nodes.filter((node) => node !== sentinel.master)
      .map((node) => replicaFields(sentinel, node));
  const address = (argv: readonly string[]): Reply =>
    at(argv, 2) === sentinel.quorum.name ? [sentinel.master.host.address, String(sentinel.master.port)] : NULL_ARRAY;
  const others = (argv: readonly string[]): Reply =>
    known(argv)
      .quorum.sentinels.filter((one) => one !== sentinel)
      .map(sentinelFields);
  const failover = (argv: readonly string[]): Reply => {
    known(argv);
    return sentinel.quorum.force() ? OK : new ErrorReply('NOGOODSLAVE No suitable replica to promote');
  };
  const subcommand = (name: string, arity: number, run: (argv: readonly string[]) => Reply): CommandDefinition => ({
    name,
    arity,
    flags: ['admin'],
    keys: null,
    run: (_client, argv) => run(argv),
  });
  return [
    {
      name: 'sentinel',
      arity: -2,
      flags: ['admin'],
      keys: null,
      subcommands: [
        subcommand('masters', 2, () => [masterFields(sentinel)]),
        subcommand('master', 3, (argv) => masterFields(known(argv))),
        subcommand('replicas', 3, replicas),
        subcommand('slaves', 3, replicas),
        subcommand('sentinels', 3, others),
        subcommand('get-master-addr-by-name', 3, address),
        subcommand('ckquorum', 3, (argv) => checkQuorum(known(argv))),
        subcommand('failover', 3, failover),
        subcommand('is-master-down-by-addr', 6, (argv) => [isDownAt(sentinel, argv) ? 1 : 0, '*', 0]),
        subcommand('flushconfig', 2, () => OK),
        subcommand('pending-scripts', 2, () => []),
        subcommand('myid', 2, () => runIdOf(sentinel.host.name)),
      ],
    },
    { name: 'role', arity: 1, flags: ['fast'], keys: null, run: () => ['sentinel', [sentinel.quorum.name]] },
    {
      name: 'info',
      arity: -1,
      flags: [],
      keys: null,
      run: (_client, argv) => new VerbatimReply(infoOf(sentinel, sentinel.isDown(sentinel.master), argv.slice(1))),
    },
    {
      name: 'publish',
      arity: 3,
      flags: ['pubsub', 'fast'],
      keys: null,
      run: () => failure('Only HELLO messages are accepted by Sentinel instances.'),
    },
  ];
}
