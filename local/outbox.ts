import type { LocalAws } from './aws/server.ts';
import { document, text } from './page.ts';

/** A message as its recipient would get it. */
export interface ShownMessage {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'email' | 'sms';
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
}

export const OUTBOX_PATH = '/outbox';
export const OUTBOX_FILE = '/local/outbox.json';

/** The last messages that were sent to people of the demo, newest first. They went nowhere but here. */
export function messagesOf({ ses, sns }: Pick<LocalAws, 'ses' | 'sns'>): readonly ShownMessage[] {
  const at = (ms: number): string => new Date(ms).toISOString();
  const mails = ses.mails.items.map((mail) => ({ ...mail, kind: 'email' as const, to: mail.to.join(', ') }));
  const texts = sns.texts.items.map((one) => ({ ...one, kind: 'sms' as const, subject: null, text: one.message }));
  return [...mails, ...texts]
    .sort((a, b) => b.at - a.at)
    .map((one) => ({ at: at(one.at), kind: one.kind, to: one.to, subject: one.subject, text: one.text }));
}

/** The outbox as a page: what somebody would find in their mailbox and on their telephone. */
export function outboxPage(messages: readonly ShownMessage[]): string {
  const items = messages.map(
    ({ at, kind, to, subject, text: said }) => `<section>
<h2>${text(subject ?? 'Text message')}</h2>
<dl><dt>To</dt><dd><code>${text(to)}</code> (${kind === 'email' ? 'mail' : 'telephone'})</dd><dt>At</dt><dd>${text(at)}</dd></dl>
${said.split('\n\n').map(paragraph).join('\n')}
</section>`,
  );
  return document({
    title: 'Outbox',
    says: 'What people of the demo would find in their mailboxes and on their telephones. Nothing was sent anywhere.',
    body: items.length === 0 ? '<section><p>Nothing has been sent yet.</p></section>' : items.join('\n'),
  });
}

/** Links that the product wrote can be followed. */
const paragraph = (said: string): string =>
  `<p>${text(said).replace(/https?:\/\/[^\s&<>"]+/g, (link) => `<a href="${link}" rel="noreferrer">${link}</a>`)}</p>`;
