import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { DEMO_PEOPLE, type DemoPerson } from '../../directory/people.ts';
import { document, text } from '../page.ts';
import type { People } from './people.ts';

/** Where a person picks who to be; the id of the sign-in follows. */
export const PICK_PATH = '/sign-in/';

/** What a sign-in with one factor and with two is worth: RFC 8176 section 2, NIST SP 800-63B-4 section 2. */
const FACTORS = {
  two: { amr: ['pwd', 'otp', 'mfa'], acr: 'urn:countersign:aal2' },
  one: { amr: ['pwd'], acr: 'urn:countersign:aal1' },
} as const;

/** Largest form, bytes. */
const LARGEST = 1024;

/** Shows the people to pick from, and signs in whom the browser of this sign-in picked. */
export async function answerPick(
  { provider, people }: { readonly provider: Provider; readonly people: People },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // The cookie of this sign-in says which it is: another browser's answer is refused.
  const known = await provider.interactionDetails(request, response).catch(() => undefined);
  if (known === undefined || !request.url?.split('?')[0]?.endsWith(known.uid)) return send(response, 400, gone());
  if (request.method !== 'POST') return send(response, 200, pickPage());
  const form = await formOf(request);
  const person = people.chosenIn(form);
  if (person === undefined) return send(response, 400, pickPage());
  const { amr, acr } = form.get('factors') === 'one' ? FACTORS.one : FACTORS.two;
  const login = { accountId: person.subject, amr: [...amr], acr };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) return new URLSearchParams();
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

const pickPage = (): string =>
  document({
    title: 'Countersign',
    says: 'Who do you want to be?',
    body: `<form method="post">
<section>
<h2>Factors</h2>
<p><label><input type="radio" name="factors" value="two" checked> Password and one-time code</label></p>
<p><label><input type="radio" name="factors" value="one"> Password only: see what is refused</label></p>
</section>
<section>
<h2>People</h2>
${DEMO_PEOPLE.map(button).join('\n')}
</section>
</form>
<form method="post">
<section>
<h2>Somebody else</h2>
<p>Whom you have registered: the subject of their record at this issuer, and the groups that their token says.</p>
<p><label>Subject <input name="subject" autocomplete="off"></label></p>
<p><label>Groups, with spaces between <input name="groups" autocomplete="off"></label></p>
<p><button name="person" value="" id="somebody">Sign in</button></p>
</section>
</form>`,
  });

const button = ({ short, name, part }: DemoPerson): string =>
  `<p><button name="person" value="${text(short)}">${text(name)}</button> ${text(part)}</p>`;

/** Asks before it signs out; `form` is the provider's, and the button sends it. */
export const signOutPage = (form: string): string =>
  document({
    title: 'Countersign',
    says: 'Sign out?',
    body: `${form}<section><p><button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button></p></section>`,
  });

const gone = (): string =>
  document({
    title: 'Countersign',
    says: 'This sign-in is over.',
    body: '<section><p>Begin again where you came from.</p></section>',
  });
