/** One direction of a connection: a first-in-first-out channel of events on a link, whose segments each take a time of their own. */
import { FifoChannel, type ChoiceSource, type Kernel, type Process } from '../kernel/index.ts';
import { tailedDelayMicros, type Link, type Links } from './link.ts';
import type { MessageSignal } from './signals.ts';

/** What a direction needs of its network. */
export interface DirectionContext {
  readonly kernel: Kernel;
  readonly links: Links;
  message(message: MessageSignal): void;
  /** Runs what a message does where it arrives, while it is known what the message says. */
  arrives(label: string, run: () => void): void;
}

/** What a segment without data weighs on a link. */
const HEADER_BYTES = 40;
/** Steps of a draw where the distribution has a slow tail. */
const TAIL_STEPS = 1_000_000;

/** One direction of a connection. */
export class Direction {
  readonly channel: FifoChannel;
  readonly from: string;
  readonly to: string;
  readonly #context: DirectionContext;
  readonly #link: Link;
  readonly #receiver: Process;
  readonly #latency: ChoiceSource;
  /** Half-open: what is sent vanishes. */
  isBlackHole = false;

  constructor(context: DirectionContext, name: string, from: string, to: string, receiver: Process) {
    this.#context = context;
    this.#link = context.links.get(from, to);
    this.#receiver = receiver;
    this.from = from;
    this.to = to;
    this.channel = new FifoChannel(name, 'message', receiver, from);
    this.#latency = context.kernel.choices.transientSource('latency', name);
    receiver.channels.add(this.channel);
    if (receiver.paused) this.channel.blocks += 1;
    if (this.#link.cuts > 0) this.channel.blocks += 1;
  }

  /** `label` says what is sent; null when nobody wants to know. */
  send(run: () => void, digest: number, label: string | null, dataBytes = 0): void {
    if (this.isBlackHole || !this.#receiver.alive) return;
    const { queue, nowMicros } = this.#context.kernel;
    const latency = this.#link.latency ?? this.#context.links.latency;
    const drawnMicros = this.#drawMicros(latency);
    const leavesMicros = nowMicros + this.#link.departureMicros(nowMicros, dataBytes + HEADER_BYTES);
    const dueMicros = leavesMicros + latency.minimumMicros + drawnMicros + this.#receiver.slowMicros;
    if (label === null) {
      queue.add(this.channel, dueMicros, run, digest, null, drawnMicros);
      return;
    }
    const { from, to } = this;
    this.#context.message({ from, to, label, phase: 'sent' });
    const deliver = (): void => {
      this.#context.message({ from, to, label, phase: 'delivered' });
      this.#context.arrives(label, run);
    };
    queue.add(this.channel, dueMicros, deliver, digest, label, drawnMicros);
  }

  /** Drops what is in flight. */
  drop(): void {
    this.#context.kernel.queue.drop(this.channel);
  }

  /** How much longer than the minimum this segment travels. */
  #drawMicros(latency: Link['latency'] & object): number {
    const { kernel } = this.#context;
    const { minimumMicros, maximumMicros, slowShare } = latency;
    if (slowShare === undefined) return kernel.latencyMicros(this.#latency, minimumMicros, maximumMicros) - minimumMicros;
    return tailedDelayMicros(latency, kernel.latencyMicros(this.#latency, 0, TAIL_STEPS - 1) / TAIL_STEPS);
  }
}
