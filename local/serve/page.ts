import type { ProposedProfile } from '../../lambdas/app/people/registry.ts';
import type { DemoPerson } from '../directory/people.ts';

/** The contents of the front page. */
export interface Running {
  readonly url: string;
  /** Name of the policy in force. */
  readonly policy: string;
  /** Folder of the state, the tokens and the log. */
  readonly folder: string;
  /** Whether the folder outlives the process. */
  readonly kept: boolean;
  readonly people: readonly DemoPerson[];
  readonly accounts: readonly ProposedProfile[];
  /** Command lines to try, with descriptions. */
  readonly hints: readonly Hint[];
}

export interface Hint {
  readonly does: string;
  readonly line: string;
}

/** The front page: the running system, commands to try, and the demo people. Static, loads nothing, and contains no token. */
export function frontPage(running: Running): string {
  const { url, policy, folder, kept, people, accounts, hints } = running;
  return document({
    title: 'Countersign',
    says: 'Governed account recovery: prove, countersign, execute, revoke, and show it afterwards.',
    body: `<section>
<h2>What runs</h2>
<dl>
<dt>State</dt><dd>Running on this machine. Nothing leaves it, and no other machine can reach it.</dd>
<dt>API</dt><dd><code>${text(url)}</code>, described in <a href="/openapi.json">openapi.json</a></dd>
<dt>Policy</dt><dd><code>${text(policy)}</code></dd>
<dt>Data</dt><dd><code>${text(folder)}</code>, ${kept ? 'kept when it stops' : 'removed when it stops'}</dd>
<dt>Tokens</dt><dd>in <code>${text(folder)}/tokens/</code>, one file a person, good for 12 hours; no page shows one</dd>
<dt>Alerts</dt><dd>what the people on duty were told: <a href="/local/alerts.json">alerts.json</a></dd>
<dt>Messages</dt><dd>to people of the demo are in the <a href="/outbox">outbox</a></dd>
<dt>Console</dt><dd><a href="/console">/console</a>, for the people who work with it: pick who to be</dd>
<dt>Sign in</dt><dd><code>npx countersign login --url ${text(url)}</code>, as anybody of the demo</dd>
<dt>Issuer</dt><dd><a href="/.well-known/openid-configuration">openid-configuration</a>, <a href="/.well-known/jwks.json">keys</a></dd>
</dl>
</section>
<section>
<h2>What to try</h2>
<ol class="hints">
${hints.map(({ does, line }) => `<li>${text(does)}<pre><code>${text(line)}</code></pre></li>`).join('\n')}
</ol>
</section>
<section>
<h2>People</h2>
${table(['Name', 'Token', 'Part', 'Groups in the token'], people.map(personRow))}
</section>
<section>
<h2>Accounts</h2>
${table(['Account', 'Kind', 'Tier', 'Environment', 'Who may ask'], accounts.map(accountRow))}
</section>`,
  });
}

/** A page of the local system. `body` is HTML. */
export function document({
  title,
  says,
  body,
}: {
  readonly title: string;
  readonly says: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} on this machine</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${says}</p>
</header>
<main>
${body}
</main>
<footer><p>Demo people, demo accounts, no real credentials.</p></footer>
</body>
</html>
`;
}

const personRow = ({ name, nature, short, part, groups }: DemoPerson): readonly string[] => [
  `${text(name)}${nature === 'machine' ? ' (machine)' : ''}`,
  `<code>${text(short)}</code>`,
  text(part),
  groups.length === 0 ? 'none' : groups.map((group) => `<code>${text(group)}</code>`).join(' '),
];

const accountRow = ({ account, kind, tier, environment, owner, custodians }: ProposedProfile): readonly string[] => [
  `<code>${text(account)}</code>`,
  text(kind),
  text(tier),
  text(environment),
  [owner, ...custodians].flatMap((person) => (person === null ? [] : text(person.replace('person:', '')))).join(', '),
];

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => `<div class="wide"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table></div>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML. */
export const text = (value: string): string => value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --dim: #5a6475; --paper: #fbfaf7; --card: #fff; --line: #dcd8cf; --mark: #1f5f8b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ec; --dim: #a0a8b6; --paper: #15181d; --card: #1c2027; --line: #343a45; --mark: #8cc4ec; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.01em; }
header p, footer p { margin: .25rem 0 0; color: var(--dim); }
footer { padding-bottom: 3rem; }
section { margin: 1.75rem 0; padding: 1.25rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
h2 { margin: 0 0 .75rem; font-size: 1.15rem; }
a { color: var(--mark); }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .35rem 1rem; margin: 0; }
dt { color: var(--dim); }
dd { margin: 0; }
.hints { margin: 0; padding-left: 1.25rem; }
.hints li { margin-bottom: .75rem; }
pre { margin: .25rem 0 0; padding: .5rem .75rem; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; font-size: .9rem; }
tbody tr:last-child td { border-bottom: 0; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .5rem; } }
`;
