#!/usr/bin/env node
/** The program `scheduler`: results on standard output, messages on standard error, an exit code. */
import { processTerminal } from './cli/process-terminal.ts';
import { runProgram } from './cli/program.ts';

const exitCode = await runProgram(process.argv.slice(2), processTerminal());
// What was written must be out first: a pipe may be slower than this process.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
