/** Clock, named choices, event queue, step loop, patched globals, determinism. Knows no Redis and no network. */
export { activeWorld, type ActiveWorld, type WorldTimer } from './active-world.ts';
export { inContextOfNow } from './async-contexts.ts';
export { Channel, FifoChannel, TimerChannel, type ChannelKind } from './channel.ts';
export { ChoiceSource, NamedChoices, type ChoiceWitness } from './choices.ts';
export { installDispatchers, patchTable, type Patch } from './dispatch.ts';
export { nextMacrotask, probeSynchronousDrain, type DrainName } from './drain.ts';
export { EscapeError, ProcessExit } from './escape.ts';
export { EventQueue } from './event-queue.ts';
export { EventNames, type Continuation, type NamedEvent } from './event-names.ts';
export { hashName, type PendingEvent } from './event.ts';
export { Kernel, type KernelOptions, type LoopEnd, type Witness } from './kernel.ts';
export { MachineClock } from './machine-clock.ts';
export { Process } from './process.ts';
export { createGenerator, type Generator } from './random.ts';
export type { Strategy, StrategyFactory } from './strategy.ts';
