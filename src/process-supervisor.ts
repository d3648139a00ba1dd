/**
 * The small `sh` program that stands between a worker and each of its containers. It runs in a process group of its own and holds a pipe
 * from the worker: when the worker dies, even by SIGKILL, the pipe closes and the supervisor ends everything that belongs to the container.
 */

/**
 * `sweep mark`: kills every process that carries the mark in its environment. So it also finds what left the process group (`setsid`), as
 * long as it kept its environment. Rounds, because what is about to be killed may start something; without /proc it does nothing.
 */
const SWEEP = `
sweep() {
  for round in 1 2 3 4 5; do
    found=
    for file in $(grep -lsF "$1" /proc/[0-9]*/environ 2>/dev/null); do
      pid=\${file#/proc/}
      kill -KILL "\${pid%/environ}" 2>/dev/null && found=1
    done
    [ -n "$found" ] || return 0
  done
}
`;

/** Arguments: the mark. Kills what carries it. */
export const SWEEPER: string = `${SWEEP}
sweep "$1"
`;

/**
 * Arguments: the mark, the memory limit in KiB or nothing, the niceness, then program and arguments. Exits with the container's code.
 *
 * Descriptor 3 is the pipe. SIGTERM is passed on to the container, also one that comes before the container is there; the watcher ends
 * everything at the pipe's end of file; `wait` is repeated because a trapped signal interrupts it. The mark is in the environment of the
 * container only, so that the sweep does not find supervisor and watcher, which then go with their group.
 */
export const SUPERVISOR: string = `${SWEEP}
mark=$1 memory=$2 niceness=$3
shift 3
child= stopped=
trap 'stopped=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM
exec 3<&0 </dev/null
(
  exec 3<&-
  [ -z "$memory" ] || ulimit -d "$memory" 2>/dev/null
  export SCHEDULER_CONTAINER_MARK="$mark"
  [ "$niceness" = 0 ] || exec nice -n "$niceness" "$@"
  exec "$@"
) &
child=$!
[ -z "$stopped" ] || kill -TERM "$child" 2>/dev/null
( trap '' TERM; cat <&3 >/dev/null; sweep "$mark"; kill -KILL 0 ) &
watcher=$!
exec 3<&-
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
kill -KILL "$watcher" 2>/dev/null
sweep "$mark"
exit $code
`;
