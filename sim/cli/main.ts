#!/usr/bin/env node
/**
 * The program `manyworlds`. Before anything else is loaded it puts the pass-through dispatchers in place, because libraries may capture
 * timers when they load; everything else comes by dynamic import.
 */
import { installDispatchers } from '../kernel/index.ts';

installDispatchers();
process.setSourceMapsEnabled(true);

const { sendConsoleToErrors } = await import('../explore/index.ts');
const { runProgram } = await import('./program.ts');
const { processTerminal } = await import('./process-terminal.ts');

sendConsoleToErrors();
const exitCode = await runProgram(process.argv.slice(2), processTerminal());
// What a configuration left open (clients, servers) must not keep the program alive; what was written must be out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
