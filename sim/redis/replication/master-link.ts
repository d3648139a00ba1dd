/**
 * A replica's side of replication: it connects to its master, asks for what it lacks (PSYNC), takes in what comes, and says how far it is.
 * Without a reason to speak it is silent: it acknowledges within a second what it has taken in, and every second only where its master
 * counts good replicas (`min-replicas-to-write`).
 */
import { requestBytes, type Effect } from './effect.ts';
import { loadingMs } from '../persistence/index.ts';
import type { Parcels, Snapshot } from './feed.ts';
import type { Link, ReplicationNetwork } from './network.ts';
import type { TwinEnvironment } from '../contract.ts';

/** What a replica may be slow in. */
export interface Lag {
  /** It takes in what it has received so much later. */
  readonly forMs: number;
  /** It leaves the last so many writes that it has received, until its master asks how far it is. */
  readonly writes: number;
}

/** What a link asks of its server. */
export interface LinkOwner {
  readonly environment: TwinEnvironment;
  readonly network: ReplicationNetwork;
  readonly port: number;
  /** The password of the master; null for none. */
  readonly password: string | null;
  /** The stream that the server knows and how far: what PSYNC asks to go on with; null asks for everything. */
  position(): { readonly id: string; readonly offset: number } | null;
  /** While it reads what it was sent it answers LOADING. */
  readonly loading: { begin(forMs: number): void; end(): void };
  /** Everything anew. */
  load(id: string, offset: number, snapshot: Snapshot): void;
  /** The stream goes on; it may have a new name. */
  resume(id: string): void;
  apply(effect: Effect): void;
  /** Runs what has come from outside. */
  enter(body: () => void): void;
  readonly offset: number;
}

/** How ROLE calls what a link does. */
export type LinkState = 'connect' | 'connecting' | 'handshake' | 'sync' | 'connected';

const RETRY_MS = 1_000;
const ACKNOWLEDGE_MS = 1_000;
const NO_LAG: Lag = { forMs: 0, writes: 0 };

interface Received {
  readonly effect: Effect;
  readonly dueMs: number;
}

/** The link of a replica to its master. */
export class MasterLink {
  readonly address: string;
  readonly port: number;
  /** Since when it is down by the server's clock; null while it is up, or when it never was. */
  downSinceMs: number | null = null;
  lastHeardMs: number | null = null;
  readonly #owner: LinkOwner;
  readonly #token: string;
  readonly #wantsFailover: boolean;
  #state: LinkState = 'connect';
  #link: Link | null = null;
  #life = 0;
  #text = '';
  #snapshotLeft = 0;
  #snapshotOf: { id: string; offset: number } | null = null;
  /** The snapshot is there, and being read; what comes behind it waits. */
  #isReading = false;
  #parcels: Parcels | null = null;
  /** The bytes of the present effect that have come. */
  #bytes = 0;
  #taken = 0;
  readonly #received: Received[] = [];
  #lag: Lag = NO_LAG;
  #acknowledged = 0;
  #acknowledgeTimer: { cancel(): void } | null = null;
  #retryTimer: { cancel(): void } | null = null;
  #isOver = false;

  constructor(owner: LinkOwner, address: string, port: number, token: string, wantsFailover: boolean) {
    this.#owner = owner;
    this.address = address;
    this.port = port;
    this.#token = token;
    this.#wantsFailover = wantsFailover;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Up to where the stream has been received, taken in or not. */
  get received(): number {
    return this.#received.at(-1)?.effect.endsAt ?? this.#owner.offset;
  }

  /** Begins to connect. */
  open(): void {
    if (this.#isOver) return;
    const life = ++this.#life;
    const isPresent = (): boolean => life === this.#life && !this.#isOver;
    this.#state = 'connecting';
    this.#link = this.#owner.network.dial(this.address, this.port, {
      opened: () => isPresent() && this.#introduce(),
      data: (text) => isPresent() && this.#owner.enter(() => this.#hear(text)),
      closed: () => isPresent() && this.#owner.enter(() => this.#closed()),
    });
  }

  /** The server is no replica of this master any more. What it has not taken in is lost. */
  end(): void {
    this.#isOver = true;
    this.#stopReading();
    this.#retryTimer?.cancel();
    this.#acknowledgeTimer?.cancel();
    this.#link?.close();
  }

  /** Makes the replica slow, or quick again. */
  lag(lag: Lag): void {
    this.#lag = lag;
    this.#takeIn();
  }

  /** Says how far it is, so that a master that is not there any more is noticed. */
  acknowledge(): void {
    if (this.#state !== 'connected') return;
    this.#acknowledged = this.#owner.offset;
    this.#write(['REPLCONF', 'ACK', String(this.#acknowledged)]);
  }

  #write(words: readonly string[]): void {
    this.#link?.write(requestBytes(words));
  }

  #introduce(): void {
    this.#state = 'handshake';
    // What came over the former connection and was not taken in is asked for again.
    this.#received.length = 0;
    const { password, port, network } = this.#owner;
    if (password !== null) this.#write(['AUTH', password]);
    else this.#write(['PING']);
    this.#write(['REPLCONF', 'listening-port', String(port), 'ip-address', network.address]);
    this.#write(['REPLCONF', 'capa', 'eof', 'capa', 'psync2', 'capa', `twin:${this.#token}`]);
    const position = this.#owner.position();
    const asked = position === null ? ['?', '-1'] : [position.id, String(position.offset + 1)];
    this.#write(['PSYNC', ...asked, ...(this.#wantsFailover ? ['FAILOVER'] : [])]);
  }

  #hear(text: string): void {
    this.lastHeardMs = this.#owner.environment.nowMs();
    this.#text += text;
    while (this.#text !== '' && !this.#isOver && !this.#isReading) {
      if (this.#state === 'connected') {
        this.#bytes += this.#text.length;
        this.#text = '';
        this.#open();
        return;
      }
      if (this.#state === 'sync' && this.#snapshotLeft > 0) {
        const piece = Math.min(this.#snapshotLeft, this.#text.length);
        this.#snapshotLeft -= piece;
        this.#text = this.#text.slice(piece);
        if (this.#snapshotLeft === 0) this.#loaded();
        continue;
      }
      const end = this.#text.indexOf('\r\n');
      if (end < 0) return;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      this.#answered(line);
    }
  }

  /** One line of the handshake. */
  #answered(line: string): void {
    if (line.startsWith('$')) {
      this.#snapshotLeft = Number(line.slice(1));
      return;
    }
    const [word = '', id = '', offset = ''] = line.split(' ');
    if (word === '+FULLRESYNC' || word === '+CONTINUE') {
      this.#parcels = this.#owner.network.serverAt(this.address, this.port)?.replication.feed.parcelsFor(this.#token) ?? null;
      this.#taken = 0;
      this.#bytes = 0;
      if (word === '+FULLRESYNC') {
        this.#state = 'sync';
        this.#snapshotOf = { id, offset: Number(offset) };
      } else {
        this.#owner.resume(id);
        this.#connected();
      }
      return;
    }
    if (line.startsWith('-') && !/^-(?:NOAUTH|NOPERM)/.test(line)) this.#link?.close();
  }

  #loaded(): void {
    if (this.#snapshotOf === null) return;
    const { id, offset } = this.#snapshotOf;
    const snapshot = this.#parcels?.snapshot ?? { images: [], libraries: [] };
    const loaded = (): void => {
      this.#owner.load(id, offset, snapshot);
      this.#connected();
      this.acknowledge();
    };
    const forMs = loadingMs(snapshot.images.length);
    if (forMs === 0) loaded();
    else this.#read(forMs, loaded);
  }

  #read(forMs: number, loaded: () => void): void {
    const life = this.#life;
    this.#isReading = true;
    this.#owner.loading.begin(forMs);
    this.#owner.environment.after(forMs, () => {
      if (!this.#isReading || this.#isOver || life !== this.#life) return;
      this.#owner.enter(() => {
        this.#stopReading();
        loaded();
        this.#hear('');
      });
    });
  }

  #stopReading(): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    this.#owner.loading.end();
  }

  #connected(): void {
    this.#state = 'connected';
    this.downSinceMs = null;
    this.#acknowledged = -1;
    this.#received.length = 0;
    this.#acknowledgeLater();
  }

  /** Unpacks the effects whose bytes have come. */
  #open(): void {
    const { effects } = this.#parcels ?? { effects: [] };
    for (let next = effects[this.#taken]; next !== undefined && this.#bytes >= next.bytes.length; next = effects[this.#taken]) {
      this.#bytes -= next.bytes.length;
      this.#taken += 1;
      this.#received.push({ effect: next, dueMs: this.#nowMs() + this.#lag.forMs });
    }
    effects.splice(0, this.#taken);
    this.#taken = 0;
    this.#takeIn();
  }

  #takeIn(): void {
    // Whoever is asked how far he is looks at everything first.
    const asked = this.#received.findLastIndex(({ effect }) => effect.deed.kind === 'acknowledge');
    for (let [first] = this.#received; first !== undefined; [first] = this.#received) {
      const waitMs = first.dueMs - this.#nowMs();
      if (waitMs > 0) {
        this.#owner.environment.after(waitMs, () => {
          if (!this.#isOver) this.#owner.enter(() => this.#takeIn());
        });
        return;
      }
      const isAsked = asked >= 0 && this.#received.some(({ effect }) => effect.deed.kind === 'acknowledge');
      if (!isAsked && this.#writesLeft() <= this.#lag.writes && this.#lag.writes > 0) return;
      this.#received.shift();
      this.#owner.apply(first.effect);
      if (first.effect.deed.kind === 'acknowledge') this.acknowledge();
      else this.#acknowledgeLater();
    }
  }

  #writesLeft(): number {
    return this.#received.filter(({ effect }) => effect.deed.kind === 'images' || effect.deed.kind === 'repeat').length;
  }

  #acknowledgeLater(): void {
    if (this.#acknowledgeTimer !== null) return;
    this.#acknowledgeTimer = this.#owner.environment.after(ACKNOWLEDGE_MS, () => {
      this.#acknowledgeTimer = null;
      if (this.#isOver || this.#state !== 'connected') return;
      this.#owner.enter(() => {
        const isCounted = this.#owner.network.serverAt(this.address, this.port)?.replication.countsReplicas === true;
        if (isCounted || this.#acknowledged !== this.#owner.offset) this.acknowledge();
        if (isCounted) this.#acknowledgeLater();
      });
    });
  }

  #closed(): void {
    const wasUp = this.#state === 'connected';
    this.#stopReading();
    this.#link = null;
    this.#text = '';
    this.#snapshotLeft = 0;
    this.#parcels = null;
    this.#state = 'connect';
    this.downSinceMs ??= this.#nowMs();
    if (wasUp) this.open();
    else
      this.#retryTimer = this.#owner.environment.after(RETRY_MS, () => {
        if (!this.#isOver) this.open();
      });
  }

  #nowMs(): number {
    return this.#owner.environment.monotonicMs?.() ?? this.#owner.environment.nowMs();
  }
}
