/** Waits for a debugger, for `replay --inspect`: opens Node's inspector on a free port and says how to attach to it. */
import { open, url, waitForDebugger } from 'node:inspector';
import { formatTime } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

/** Opens the inspector, tells how to attach, and returns when a debugger is there. The world runs on to the moment by itself. */
export function attachDebugger(untilMs: number, terminal: Terminal): void {
  if (url() === undefined) open(0, '127.0.0.1');
  // Waiting runs no JavaScript: a listener would never hear of Ctrl-C, so that nothing could end the wait.
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  const address = (url() ?? '').replace(/^ws:\/\//, '');
  const [port = ''] = address.split('/');
  terminal.error(
    [
      `The world waits for a debugger and stops at ${formatTime(untilMs)} of virtual time. Attach with one of:`,
      `  node inspect ${port}`,
      `  chrome://inspect (Configure: ${port})`,
      `  devtools://devtools/bundled/js_app.html?v8only=true&ws=${address}`,
      'Ctrl-C ends the wait. It stops before the event of that moment: step out as far as event.run(), then into it. Leave the debugger to end the replay.',
      '',
    ].join('\n'),
  );
  waitForDebugger();
}
