/** `manyworlds replay --shadow`: the replayed world's Redis traffic, sent to a real server and compared. */
import { EXIT, type ExitCode } from '../explore/index.ts';
import { recordTraffic, type TrafficRecording } from '../redis/index.ts';
import type { World } from '../world/index.ts';
import type { ParsedArguments } from './flags.ts';
import { parseShadow, Shadow, shadowTally, type ShadowTally } from './shadow.ts';
import type { Terminal } from './terminal.ts';

/** A replay that a real server follows. */
export interface ReplayShadow {
  /** Records what the world's Redis is sent. */
  record(world: World): void;
  /** Compares, and tells the outcome; 70 when a reply differs. */
  compare(exitCode: ExitCode, isJson: boolean, terminal: Terminal): Promise<ExitCode>;
}

/** The shadow that was asked for; null without `--shadow`. Rejects with UsageError when the server cannot serve as one. */
export async function shadowFor(written: ParsedArguments): Promise<ReplayShadow | null> {
  const url = written.text('shadow');
  if (url === null) return null;
  const shadow = await Shadow.open(parseShadow(url));
  let recordings: readonly TrafficRecording[] = [];
  return {
    record: (world) => {
      ({ recordings } = recordTraffic(world));
    },
    compare: async (exitCode, isJson, terminal) => {
      const tally = shadowTally();
      await shadow.followAll(recordings, tally);
      shadow.close();
      const lines = shadowLines(tally, shadow.version, recordings);
      if (isJson) terminal.error(lines);
      else terminal.out(lines);
      return tally.mismatches.length === 0 ? exitCode : EXIT.internal;
    },
  };
}

function shadowLines(
  { commands, messages, followed, rules, mismatches }: ShadowTally,
  version: string,
  recordings: readonly TrafficRecording[],
): string {
  const others = Shadow.notFollowed(recordings);
  const lines = [
    `Shadow: ${commands} commands and ${messages} messages compared with redis-server ${version}, ${mismatches.length} mismatches.`,
    followed.length === 0 ? '  followed: nothing, the world has no Redis' : `  followed: ${followed.join(', ')}`,
    ...(others.length === 0 ? [] : [`  not followed: ${others.join(', ')}`]),
    ...[...rules].map(([rule, times]) => `  rule: ${rule} (${times} times)`),
    ...mismatches.flatMap(({ server, request, twin, real }) => [
      `  differs at ${server}: ${request}`,
      `    twin:         ${JSON.stringify(twin)}`,
      `    redis-server: ${JSON.stringify(real)}`,
    ]),
  ];
  return `\n${lines.join('\n')}\n`;
}
