import type { ContactKind } from '../../lambdas/core/registry/contact.ts';
import type { LocalAws } from '../aws/server.ts';
import { MAILROOM } from '../start/environment.ts';
import { document, text } from './page.ts';

/** A message as its recipient would see it. */
export interface ShownMessage {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: ContactKind;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
}

export const OUTBOX_PATH = '/outbox';
export const OUTBOX_FILE = '/local/outbox.json';

/** The last messages to people of the demo, newest first. They are delivered only here. */
export function messagesOf({
  ses,
  sns,
  smsVoice,
}: Pick<LocalAws, 'ses' | 'sns' | 'smsVoice'>): readonly ShownMessage[] {
  const at = (ms: number): string => new Date(ms).toISOString();
  const mails = ses.mails.items.map((mail) => {
    const kind = mail.to.includes(MAILROOM) ? ('postal' as const) : ('email' as const);
    return { ...mail, kind, to: mail.to.join(', ') };
  });
  const texts = sns.texts.items.map((one) => ({ ...one, kind: 'sms' as const, subject: null, text: one.message }));
  const calls = smsVoice.calls.items.map((one) => ({
    ...one,
    kind: 'voice' as const,
    subject: null,
    text: heard(one.says),
  }));
  return [...mails, ...texts, ...calls]
    .sort((a, b) => b.at - a.at)
    .map((one) => ({ at: at(one.at), kind: one.kind, to: one.to, subject: one.subject, text: one.text }));
}

/** SSML as text: paragraphs stay paragraphs, and a pause between digits becomes a space. */
function heard(ssml: string): string {
  const said = ssml
    .replaceAll('</p>', '\n\n')
    .replaceAll('<break ', ' <break ')
    .replace(/<[^>]*>/g, '');
  return said.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => SIGNS[name] ?? '').trim();
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Default title of each kind of message, and its place. */
const CALLED: Readonly<Record<ContactKind, readonly [what: string, where: string]>> = {
  email: ['Mail', 'mail'],
  sms: ['Text message', 'telephone'],
  voice: ['Call', 'telephone'],
  postal: ['Letter', 'letter to print'],
};

/** The outbox as a page: the mailboxes, the telephones, and the letters that the mailroom would print. */
export function outboxPage(messages: readonly ShownMessage[]): string {
  const items = messages.map(
    ({ at, kind, to, subject, text: said }) => `<section>
<h2>${text(subject ?? CALLED[kind][0])}</h2>
<dl><dt>To</dt><dd><code>${text(to)}</code> (${CALLED[kind][1]})</dd><dt>At</dt><dd>${text(at)}</dd></dl>
${said.split('\n\n').map(paragraph).join('\n')}
</section>`,
  );
  return document({
    title: 'Outbox',
    says: 'What people of the demo would find in their mailboxes, on their telephones and in their post. Nothing was sent anywhere.',
    body: items.length === 0 ? '<section><p>Nothing has been sent yet.</p></section>' : items.join('\n'),
  });
}

/** Links that the product wrote become clickable; the lines of an address stay lines. */
const paragraph = (said: string): string =>
  `<p>${text(said)
    .replace(/https?:\/\/[^\s&<>"]+/g, (link) => `<a href="${link}" rel="noreferrer">${link}</a>`)
    .replaceAll('\n', '<br>')}</p>`;
