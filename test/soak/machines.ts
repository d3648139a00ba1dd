/**
 * The gateway and worker processes of a soak: started from the built command, killed, frozen, and begun again under the same id. Each life of a
 * worker has a log of its own, to which its containers and the worker itself append: its lines are in the order in which they happened.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Guardian } from './guardian.ts';
import { SoakError, type SoakOptions } from './options.ts';
import { MACHINE } from './plan.ts';
import { SOAK_TIMINGS } from './timings.ts';

/** Marks every process of one soak, containers included, in its environment. */
export const RUN_VARIABLE = 'SOAK_RUN';
const STOPS_WITHIN_MS = 20_000;

/** The built command beside these sources, wherever these are: compiled themselves, or not. */
function schedulerCommand(): string {
  const places = ['../../src/main.js', '../../dist/src/main.js'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new SoakError('NOT_POSSIBLE', `the scheduler is not built (looked for ${places.join(' and ')}); run npm run build`);
  return found;
}

interface Machine {
  readonly id: string;
  readonly role: 'gateway' | 'worker';
  child: ChildProcess | null;
  lives: number;
  isFrozen: boolean;
  /** Whether its end, when it comes, was asked for. */
  isCondemned: boolean;
}

/** What all machines share. */
export interface MachineRoom {
  readonly options: SoakOptions;
  readonly redisUrl: string;
  readonly folder: string;
  readonly runId: string;
  readonly guardian: Guardian;
}

/** All machines of a soak. */
export class Machines {
  /** Ends that nobody asked for. */
  readonly crashes: string[] = [];
  readonly #room: MachineRoom;
  readonly #command = schedulerCommand();
  readonly #machines = new Map<string, Machine>();
  #closing = false;

  constructor(room: MachineRoom) {
    this.#room = room;
    mkdirSync(this.logFolder, { recursive: true });
  }

  /** Where the logs are: `<machine>.<life>.log`. */
  get logFolder(): string {
    return join(this.#room.folder, 'logs');
  }

  /** Adds a machine and starts its first life. */
  add(role: Machine['role'], id: string): void {
    const machine: Machine = { id, role, child: null, lives: 0, isFrozen: false, isCondemned: false };
    this.#machines.set(id, machine);
    this.#begin(machine);
  }

  /** SIGKILL, and the next life after a while. False when it is dead already. */
  kill(id: string, backAfterMs: number): boolean {
    const machine = this.#machines.get(id);
    if (!machine?.child) return false;
    machine.isCondemned = true;
    machine.child.kill('SIGKILL');
    machine.child = null;
    void pause(backAfterMs, undefined, { ref: false }).then(() => this.#begin(machine));
    return true;
  }

  /** SIGSTOP, and SIGCONT after a while. False when it is dead or frozen already. */
  freeze(id: string, forMs: number): boolean {
    const machine = this.#machines.get(id);
    const child = machine?.child;
    if (!machine || !child || machine.isFrozen) return false;
    machine.isFrozen = true;
    child.kill('SIGSTOP');
    void pause(forMs, undefined, { ref: false }).then(() => {
      child.kill('SIGCONT');
      if (machine.child === child) machine.isFrozen = false;
    });
    return true;
  }

  /** Whether every machine is alive and awake. */
  get allUp(): boolean {
    return [...this.#machines.values()].every(({ child, isFrozen }) => child !== null && !isFrozen);
  }

  /** Asks all to leave with SIGTERM. Returns who did not, or not with code 0, and why. */
  async stop(): Promise<string[]> {
    this.#closing = true;
    const answers = await Promise.all([...this.#machines.values()].map((machine) => this.#stopOne(machine)));
    return answers.filter((answer) => answer !== null);
  }

  /** Ends all now. */
  async destroy(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#machines.values()].flatMap(({ child }) => (child ? [ended(child, 'SIGKILL')] : [])));
  }

  async #stopOne({ id, child }: Machine): Promise<string | null> {
    if (!child) return null;
    const answer = await Promise.race([ended(child, 'SIGTERM'), pause(STOPS_WITHIN_MS, 'late' as const, { ref: false })]);
    if (answer === 'late') return `${id} still runs ${STOPS_WITHIN_MS / 1_000} s after SIGTERM`;
    return answer === '0' ? null : `${id} ended with ${answer} after SIGTERM`;
  }

  #begin(machine: Machine): void {
    if (this.#closing) return;
    const { options, redisUrl, runId, guardian } = this.#room;
    machine.lives += 1;
    machine.isCondemned = false;
    machine.isFrozen = false;
    const log = join(this.logFolder, `${machine.id}.${machine.lives}.log`);
    const file = openSync(log, 'a');
    const size = machine.role === 'worker' ? ['--cpu', `${MACHINE.cpuMillicores}`, '--memory', `${MACHINE.memoryMib}`] : [];
    const timings = Object.entries({ ...SOAK_TIMINGS, outcomeTtlMs: 3_600_000 + options.seconds * 2_000 });
    const flags = ['--redis', redisUrl, '--id', machine.id, '--preset', options.preset, ...size];
    const durations = timings.flatMap(([name, value]) => ['--timing', `${name}=${value}`]);
    const child = spawn(process.execPath, [this.#command, machine.role, ...flags, ...durations], {
      stdio: ['ignore', 'ignore', file],
      env: { ...process.env, [RUN_VARIABLE]: runId, SOAK_LOG: log },
    });
    closeSync(file);
    guardian.watch(child);
    machine.child = child;
    child.once('exit', (code, signal) => {
      if (machine.child !== child || machine.isCondemned || this.#closing) return;
      this.crashes.push(`${machine.id}, life ${machine.lives}, ended by itself with ${signal ?? code}`);
      machine.child = null;
      this.#begin(machine);
    });
  }
}

/** Sends a signal and waits for the end: its code or signal. */
function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<string> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(String(child.signalCode ?? child.exitCode));
  return new Promise((resolve) => {
    child.once('exit', (code, by) => resolve(String(by ?? code)));
    child.kill(signal);
  });
}
