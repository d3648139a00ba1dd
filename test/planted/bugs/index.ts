/** All families of planted bugs. */
import type { BugFamily } from '../planted-bug.ts';
import { ageing } from './ageing.ts';
import { clocks } from './clocks.ts';
import { commit } from './commit.ts';
import { cordon } from './cordon.ts';
import { delivery } from './delivery.ts';
import { knowledge } from './knowledge.ts';
import { locks } from './locks.ts';
import { planner } from './planner.ts';
import { provisioning } from './provisioning.ts';
import { quota } from './quota.ts';
import { reaper } from './reaper.ts';
import { records } from './records.ts';
import { release } from './release.ts';
import { retry } from './retry.ts';
import { stop } from './stop.ts';

/** From intake to the end of a container. */
export const families: readonly BugFamily[] = [
  retry,
  ageing,
  planner,
  knowledge,
  commit,
  delivery,
  stop,
  release,
  reaper,
  locks,
  records,
  cordon,
  quota,
  provisioning,
  clocks,
];
