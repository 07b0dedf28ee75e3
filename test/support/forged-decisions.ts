import type { SignedStatement, Statement } from '../../lambdas/core/approvals/statement.ts';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import { type Ceremony, SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { at, PEOPLE } from './fixtures.ts';
import { SITE } from './statement-world.ts';

/** Somebody who signs a decision, with what is wrong about it. */
export interface Signs {
  key: SoftwareAuthenticator;
  signs(over?: Partial<Statement>, ceremony?: Partial<Ceremony>): Promise<SignedStatement>;
  digest(): Promise<string>;
}

export type Forge<World = Signs> = (world: World) => Promise<unknown>;
export type Forged<World = Signs> = readonly (readonly [what: string, forge: Forge<World>])[];

const OTHER = 'f'.repeat(64);
const PARTS = ['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const;

const edited = ({ statement, assertion }: SignedStatement, over: object) => ({
  ...{ statement: { ...statement, ...over }, assertion },
});

const withoutTime = ({ statement: { at: _, ...statement }, assertion }: SignedStatement) => ({ statement, assertion });

/** An assertion with one part as it should not be. */
export const withPart = (
  { statement, assertion }: SignedStatement,
  part: (typeof PARTS)[number],
  to: string | ((text: string) => string),
) => ({
  statement,
  assertion: { ...assertion, [part]: typeof to === 'string' ? to : to(assertion[part]) },
});

const altered = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

async function renewed(world: Signs): Promise<SignedStatement> {
  world.key = new SoftwareAuthenticator();
  return world.signs();
}

/** What stands beside the decision of somebody who has a passkey in their record, in place of what they would sign: each is a forgery. */
export const BESIDE_A_DECISION: Forged = [
  ['nothing', async () => undefined],
  ['null', async () => null],
  ['a text', async () => 'signed'],
  ['an empty object', async () => ({})],
  ['a list of a statement and its assertion', async (world) => Object.values(await world.signs())],
  ['a statement without an assertion', async (world) => ({ statement: (await world.signs()).statement })],
  ['an assertion without a statement', async (world) => ({ assertion: (await world.signs()).assertion })],
  ['an assertion that is null', async (world) => ({ ...(await world.signs()), assertion: null })],
  ['a statement about something else', (world) => world.signs({ digest: OTHER })],
  ['a statement for another stream', (world) => world.signs({ stream: 'cognito:ken' })],
  ['a statement about another recovery', (world) => world.signs({ recovery: 'rec-2' })],
  ['a statement of another kind', (world) => world.signs({ kind: 'review' })],
  ['a statement in the name of another', (world) => world.signs({ person: PEOPLE.admin })],
  ['a statement in the place of somebody', (world) => world.signs({ for: PEOPLE.admin })],
  ['a statement of long ago', (world) => world.signs({ at: at(-3600) })],
  ['a statement of tomorrow', (world) => world.signs({ at: at(86_400) })],
  ['a statement without its time', async (world) => withoutTime(await world.signs())],
  ['a statement with one more member', async (world) => edited(await world.signs(), { extra: 'x' })],
  [
    'a statement whose time was edited',
    async (world) => {
      const signed = await world.signs();
      return edited(signed, { at: plusSeconds(signed.statement.at, 1) });
    },
  ],
  [
    'a statement about something else that was edited to this',
    async (world) => edited(await world.signs({ digest: OTHER }), { digest: await world.digest() }),
  ],
  [
    'the assertion of another statement',
    async (world) => ({
      statement: (await world.signs()).statement,
      assertion: (await world.signs({ stream: 'cognito:ken' })).assertion,
    }),
  ],
  ['an assertion of another origin', (world) => world.signs({}, { origin: 'https://evil.example.com' })],
  ['an assertion of a look-alike origin', (world) => world.signs({}, { origin: `${SITE}.evil.example` })],
  ['an assertion of another relying party', (world) => world.signs({}, { party: 'example.com' })],
  ['an assertion in a frame', (world) => world.signs({}, { crossOrigin: true })],
  ['an assertion without user verification', (world) => world.signs({}, { userVerified: false })],
  ['an assertion without user presence', (world) => world.signs({}, { userPresent: false })],
  ['the answer of a registration', (world) => world.signs({}, { type: 'webauthn.create' })],
  ['an assertion for another challenge', (world) => world.signs({}, { challenge: 'A'.repeat(43) })],
  ['an assertion of an unregistered passkey', renewed],
  [
    'an unregistered passkey’s signature under a registered name',
    async (world) => {
      const { id } = (await world.signs()).assertion;
      return withPart(await renewed(world), 'id', id);
    },
  ],
  ...PARTS.flatMap(
    (part): Forged => [
      [`an assertion with an altered ${part}`, async (world) => withPart(await world.signs(), part, altered)],
      [`an assertion with an empty ${part}`, async (world) => withPart(await world.signs(), part, '')],
    ],
  ),
];
