import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TicketHealth, TicketNote, Tickets } from '../../lambdas/ports/tickets.ts';
import type { DeskTicket, LocalDesk } from '../../local/tickets/desk.ts';
import type { Watch } from './vendors/published.ts';

export interface TicketsFixture {
  readonly tickets: Tickets & TicketHealth;
  readonly desk: LocalDesk;
  /** An id of the vendor's form; the second one belongs to no ticket. */
  readonly id: string;
  readonly unknown: string;
  /** A user of the vendor's form. */
  readonly requester: string;
  /** What the vendor answers about another ticket than the one that was asked for. */
  readonly another: () => Response;
  readonly advance: (seconds: number) => void;
  /** Stands between adapter and system. */
  readonly watch: Watch;
}

export const DESK_CANARY = 'canary-2b7e-password-of-a-ticket-system';

export const A_NOTE: TicketNote = {
  marker: '3f2a9c1e-0b57-4f0e-9d61-2f6c1f0f8a11:12',
  after: null,
  paragraphs: ['Countersign: the recovery is approved.'],
  link: 'https://recover.example.com/console#/recoveries/3f2a9c1e-0b57-4f0e-9d61-2f6c1f0f8a11',
  status: { text: 'approved', at: '2026-11-20T08:00:00.000Z' },
};

/** Every adapter of the port `Tickets` keeps to this. */
export function ticketsContract(name: string, make: () => TicketsFixture): void {
  describe(`tickets: ${name}`, () => {
    let fixture: TicketsFixture;
    let ticket: DeskTicket;
    beforeEach(() => {
      fixture = make();
      ticket = fixture.desk.add(fixture.id, { requester: fixture.requester });
    });
    afterEach(() => {
      expect(fixture.watch.flaws).toEqual([]);
    });
    const failure = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );
    const read = () => fixture.tickets.read(fixture.id);
    const written = (note = A_NOTE) => fixture.tickets.write(fixture.id, note);

    it('reads an open ticket, and for whom it was opened', async () => {
      expect(await read()).toMatchObject({ isOpen: true, requester: fixture.requester });
      expect((await read())?.url).toMatch(/^https:\/\/acme\./);
    });

    it.each(['resolved', 'closed'] as const)('reads a ticket that is %s as not open', async (status) => {
      ticket.status = status;
      expect(await read()).toMatchObject({ isOpen: false });
    });

    it('reads the words under which it is marked', async () => {
      ticket.marks.push('fraud');
      expect((await read())?.marks).toContain('fraud');
    });

    it('finds no ticket under an unknown number, and calls nobody for what is no number', async () => {
      expect(await fixture.tickets.read(fixture.unknown)).toBeNull();
      const { calls } = fixture.desk;
      const odd = ['../../users/me', 'INC1^ORactive=true', '1/comments', '', 'HELP-1?fields=*', '1.json#', '%2e%2e'];
      for (const id of odd) expect(await fixture.tickets.read(id)).toBeNull();
      for (const id of odd) expect(await fixture.tickets.write(id, A_NOTE)).toBe('gone');
      expect(fixture.desk.calls).toBe(calls);
    });

    it('writes an internal comment and the field', async () => {
      expect(await written()).toBe('written');
      expect(ticket.comments).toHaveLength(1);
      const [comment] = ticket.comments;
      expect(comment?.isInternal).toBe(true);
      for (const text of [...A_NOTE.paragraphs, A_NOTE.link, A_NOTE.marker]) expect(comment?.text).toContain(text);
      expect(ticket.field).toBe('approved 2026-11-20T08:00:00.000Z');
    });

    it('writes a note once, however often it comes', async () => {
      for (let times = 0; times < 3; times += 1) expect(await written()).toBe('written');
      expect(ticket.comments).toHaveLength(1);
    });

    it('writes nothing again of what was applied while its answer was lost', async () => {
      // As often as there are changes to one ticket: each answer is lost once.
      for (let times = 0; times < 2; times += 1) {
        fixture.desk.losesAnswer = true;
        await failure(written());
        fixture.advance(60);
      }
      fixture.desk.losesAnswer = false;
      expect(await written()).toBe('written');
      expect([ticket.comments.length, ticket.field]).toEqual([1, 'approved 2026-11-20T08:00:00.000Z']);
    });

    it('never puts an earlier status over a later one', async () => {
      await written({ ...A_NOTE, marker: 'r:20', status: { text: 'granted', at: '2026-11-20T08:00:01.000Z' } });
      await written();
      expect([ticket.comments.length, ticket.field]).toEqual([2, 'granted 2026-11-20T08:00:01.000Z']);
    });

    it('writes nothing before the note that must stand before it, and then each once, in their order', async () => {
      const first = { ...A_NOTE, marker: 'r:7', status: { text: 'planned', at: '2026-11-20T07:59:00.000Z' } } as const;
      const second = { ...A_NOTE, after: first.marker };
      for (let times = 0; times < 2; times += 1) expect(await written(second)).toBe('early');
      expect([fixture.desk.changes, ticket.comments, ticket.field]).toEqual([[], [], null]);
      for (const note of [first, second, first, second]) expect(await written(note)).toBe('written');
      const markers = ticket.comments.map(({ text }) => /\[countersign (\S+)\]/.exec(text)?.[1]);
      expect(markers).toEqual([first.marker, second.marker]);
      expect(ticket.field).toBe('approved 2026-11-20T08:00:00.000Z');
    });

    it('shows the later of two that happened at the same moment, however often both come', async () => {
      const first = { ...A_NOTE, marker: 'r:7', status: { ...A_NOTE.status, text: 'opened' } };
      const second = { ...A_NOTE, after: first.marker };
      for (const note of [first, second, first, second]) expect(await written(note)).toBe('written');
      expect([ticket.comments.length, ticket.field]).toEqual([2, 'approved 2026-11-20T08:00:00.000Z']);
    });

    it('takes no text of others for the note that must stand before it', async () => {
      ticket.comments.push({ text: '[countersign r:7]', isInternal: false, author: '4242' });
      expect(await written({ ...A_NOTE, after: 'r:7' })).toBe('early');
    });

    it('counts no comment that others can write as its own', async () => {
      ticket.comments.push({ text: `[countersign ${A_NOTE.marker}]`, isInternal: false, author: '4242' });
      await written();
      expect(ticket.comments).toHaveLength(2);
    });

    it('finds its comment among many', async () => {
      await written();
      const older = Array.from({ length: 150 }, (_, index) => ({ text: `${index}`, isInternal: true, author: '4242' }));
      ticket.comments.unshift(...older);
      await written();
      expect(ticket.comments).toHaveLength(151);
    });

    it('says that a ticket is gone, and writes nothing', async () => {
      expect(await fixture.tickets.write(fixture.unknown, A_NOTE)).toBe('gone');
      expect(fixture.desk.changes).toEqual([]);
    });

    it.each([
      [500, 'unavailable', true],
      [503, 'unavailable', true],
      [401, 'credentials', true],
      [403, 'credentials', true],
      [302, 'unexpected', false],
      [307, 'unexpected', false],
    ] as const)('says what a status %d means, and follows no redirect', async (status, code, retryable) => {
      const headers = { location: 'http://169.254.169.254/latest/meta-data/' };
      fixture.desk.outage = () => new Response(null, { status, headers });
      expect(await failure(read())).toMatchObject({ code, retryable });
      expect(fixture.desk.calls).toBe(1);
      fixture.advance(60);
      expect(await failure(written())).toMatchObject({ code, retryable });
      fixture.advance(60);
      fixture.desk.outage = null;
      expect(await written()).toBe('written');
    });

    it('leaves a host alone for a while that did not answer', async () => {
      fixture.desk.outage = () => {
        throw new DOMException('signal timed out', 'TimeoutError');
      };
      for (let times = 0; times < 50; times += 1)
        expect(await failure(read())).toMatchObject({ code: 'unavailable', retryable: true });
      expect(fixture.desk.calls).toBe(1);
      fixture.desk.outage = null;
      fixture.advance(30);
      expect(await read()).not.toBeNull();
    });

    it('keeps to `Retry-After`', async () => {
      fixture.desk.outage = () => new Response(null, { status: 429, headers: { 'retry-after': '120' } });
      expect(await failure(read())).toMatchObject({ code: 'throttled', retryable: true });
      fixture.desk.outage = null;
      fixture.advance(100);
      expect(await failure(read())).toMatchObject({ code: 'throttled' });
      expect(fixture.desk.calls).toBe(1);
      fixture.advance(30);
      expect(await read()).not.toBeNull();
    });

    const ODD: readonly (readonly [string, () => Response])[] = [
      ['no JSON', () => new Response('<html>maintenance</html>')],
      ['nothing', () => new Response(null)],
      ['a list', () => Response.json([])],
      ['a text', () => Response.json('yes')],
      ['an empty object', () => Response.json({})],
      ['half an answer', () => new Response('{"key":"HELP-1","fields":{')],
      ['three megabytes', () => new Response(`{"key":"${'x'.repeat(3_000_000)}"}`)],
    ];
    it.each(ODD)('does not take %s for a ticket', async (_, answer) => {
      fixture.desk.outage = answer;
      expect(await failure(read())).toMatchObject({ code: expect.stringMatching(/^(unexpected|unavailable)$/) });
      fixture.advance(60);
      expect(await failure(written())).toMatchObject({ code: expect.stringMatching(/^(unexpected|unavailable)$/) });
      expect(fixture.desk.changes).toEqual([]);
    });

    it('does not take another ticket for the one that it asked for', async () => {
      fixture.desk.outage = fixture.another;
      expect(await failure(read())).toMatchObject({ code: 'unexpected' });
      expect(await failure(written())).toMatchObject({ code: 'unexpected' });
    });

    it('says whether its credential is accepted, and changes nothing', async () => {
      expect(await fixture.tickets.flaw()).toBeNull();
      fixture.desk.password = 'another';
      expect(await fixture.tickets.flaw()).toBe('credentials');
      fixture.desk.outage = () => new Response(null, { status: 503 });
      expect(await failure(fixture.tickets.flaw())).toMatchObject({ code: 'unavailable' });
      expect(fixture.desk.changes).toEqual([]);
    });

    it('quotes neither the credential nor an answer', async () => {
      fixture.desk.password = 'another';
      const refused = await failure(read());
      expect(refused).toMatchObject({ code: 'credentials', retryable: true });
      fixture.desk.outage = () => {
        throw new Error(`connect ${DESK_CANARY}`);
      };
      for (const error of [refused, await failure(read())])
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(DESK_CANARY);
    });
  });
}
