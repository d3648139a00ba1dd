/** One line that says where figures come from: the sources, and the machine. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** Commit, processors and how busy they were, versions of Node and Redis. */
export function measuredOn(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const redis = /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Measured with the sources of commit ${commit} on ${availableParallelism()} processors (${model}), Node ${process.version}, redis-server ${redis}; load average ${(loadavg()[2] ?? 0).toFixed(1)} over the last 15 minutes.`;
}
