import type { StoppedStream, StoppedStreams, UnsentNotice, UnsentNotices } from '../../../lambdas/ports/put-aside.ts';
import type { LedgerPlace, Notice } from '../../../lambdas/ports/queue.ts';

export class ModelStoppedStreams implements StoppedStreams {
  readonly noted = new Map<string, StoppedStream>();
  readonly resumed = new Map<string, number>();
  async noteStopped(one: StoppedStream): Promise<void> {
    if ((this.resumed.get(one.stream) ?? 0) < one.seq) this.noted.set(one.stream, one);
  }
  async noteResumed({ stream, seq }: LedgerPlace): Promise<void> {
    this.resumed.set(stream, Math.max(seq, this.resumed.get(stream) ?? 0));
    if ((this.noted.get(stream)?.seq ?? 0) < seq) this.noted.delete(stream);
  }
  async stopped() {
    return { items: [...this.noted.values()] };
  }
}

export class ModelUnsentNotices implements UnsentNotices {
  readonly noted = new Map<string, UnsentNotice>();
  async noteUnsent(one: UnsentNotice): Promise<void> {
    this.noted.set(`${one.stream}#${one.seq}#${one.audience}`, one);
  }
  async noteSent({ stream, seq, audience }: Notice): Promise<void> {
    this.noted.delete(`${stream}#${seq}#${audience}`);
  }
  async unsent() {
    return { items: [...this.noted.values()] };
  }
}
