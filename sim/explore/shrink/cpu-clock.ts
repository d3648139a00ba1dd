/** Processor time of this process since the clock was made. Other threads count too, so it is only read while they rest. */
export class CpuClock {
  readonly #start = process.cpuUsage();

  get elapsedMs(): number {
    const { user, system } = process.cpuUsage(this.#start);
    return (user + system) / 1000;
  }
}
