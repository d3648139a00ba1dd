/** The commands, in the order in which help shows them. A new command is one file and one line here. */
import type { Command } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { keepCommand } from './keep.ts';
import { listCommand } from './list.ts';
import { redisCommand } from './redis.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { showCommand } from './show.ts';
import { testCommand } from './test.ts';
import { verdictCommand } from './verdict.ts';

/** All commands. */
export const commands: readonly Command[] = [
  runCommand,
  verdictCommand,
  replayCommand,
  showCommand,
  keepCommand,
  testCommand,
  redisCommand,
  listCommand(() => commands),
  doctorCommand,
];
