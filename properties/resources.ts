/** Sums of CPU, memory and GPUs, and whether one fits into another. */
import type { Resources } from '../src/index.ts';

/** The sum of all. */
export function sumResources(all: Iterable<Resources>): Resources {
  let cpuMillicores = 0;
  let memoryMib = 0;
  let gpuCount = 0;
  for (const one of all) {
    cpuMillicores += one.cpuMillicores;
    memoryMib += one.memoryMib;
    gpuCount += one.gpuCount;
  }
  return { cpuMillicores, memoryMib, gpuCount };
}

/** Left minus right; may be negative. */
export function subtractResources(left: Resources, right: Resources): Resources {
  return {
    cpuMillicores: left.cpuMillicores - right.cpuMillicores,
    memoryMib: left.memoryMib - right.memoryMib,
    gpuCount: left.gpuCount - right.gpuCount,
  };
}

/** Does every part of `inner` fit into `outer`? */
export function fitsInto(inner: Resources, outer: Resources): boolean {
  return inner.cpuMillicores <= outer.cpuMillicores && inner.memoryMib <= outer.memoryMib && inner.gpuCount <= outer.gpuCount;
}
