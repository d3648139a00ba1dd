/** The commands, in the order in which help shows them. A new command is one file and one line here. */
import { administrationCommands } from './administration.ts';
import type { Command } from './command.ts';
import { gatewayCommand } from './gateway.ts';
import { psCommand } from './ps.ts';
import { quotaCommand } from './quota.ts';
import { stopCommand } from './stop.ts';
import { submitCommand } from './submit.ts';
import { topCommand } from './top.ts';
import { workerCommand } from './worker.ts';
import { workersCommand } from './workers.ts';

/** All commands. */
export const commands: readonly Command[] = [
  gatewayCommand,
  workerCommand,
  submitCommand,
  stopCommand,
  psCommand,
  workersCommand,
  ...administrationCommands,
  quotaCommand,
  topCommand,
];
