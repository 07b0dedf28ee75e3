import { challengeOf, type SignedStatement, type Statement } from '../../../lambdas/core/approvals/statement.ts';
import { type DelegationOrder, digestOfDelegation } from '../../../lambdas/core/registry/delegation.ts';
import { derivedPerson } from '../../../lambdas/core/registry/person.ts';
import type { Reply } from '../../../local/serve/api.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { passkeyOf, SITE } from '../../support/statement-world.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';
import { signs, type Waiting, waiting } from './statements.ts';

/** A right to approve is lent by its holder alone, once, for a time, and never makes two approvers of one (rules 1, 4 and 6, ADR 51). */

type Signatory = Pick<Waiting, 'approver' | 'key'>;

const DAY_MS = 86_400_000;

const orderTo = (to: string, over: Partial<DelegationOrder> = {}): DelegationOrder => ({
  ...{ to, groups: [], until: new Date(Date.now() + DAY_MS).toISOString(), reason: 'on leave' },
  ...over,
});

function signed({ approver, key }: Signatory, order: DelegationOrder): SignedStatement {
  const statement: Statement = {
    ...{ kind: 'delegate', stream: approver.person, recovery: null, digest: digestOfDelegation(order) },
    ...{ person: approver.person, at: new Date().toISOString() },
  };
  return { statement, assertion: key.use({ challenge: challengeOf(statement), origin: SITE }) };
}

const delegates = (
  world: AttackWorld,
  by: Signatory,
  order: DelegationOrder,
  statement: SignedStatement | undefined = signed(by, order),
): Promise<Reply> =>
  world.call(by.approver.token, 'POST', '/delegations', {
    ...order,
    ...(statement === undefined ? {} : { signed: statement }),
  });

/** Stage: an approver whose plan waits, and a delegate with a passkey. */
async function lent(world: AttackWorld): Promise<{ readonly waits: Waiting; readonly delegate: Signatory }> {
  const waits = await waiting(world);
  const delegate = await signatory(world);
  const reply = await delegates(world, waits, orderTo(delegate.approver.person));
  if (reply.status !== 200) throw new Error(`nothing was lent: ${JSON.stringify(reply.body)}`);
  return { waits, delegate };
}

async function signatory(world: AttackWorld): Promise<Signatory> {
  const key = new SoftwareAuthenticator();
  return { key, approver: await world.person([], { passkeys: [passkeyOf(key)] }) };
}

/** Whoever has this passkey countersigns, in the place of another or for themselves. */
function countersigns(world: AttackWorld, waits: Waiting, { approver, key }: Signatory, inPlaceOf?: string) {
  const other = inPlaceOf === undefined ? {} : { for: inPlaceOf };
  const statement = signs({ ...waits, approver, key }, other);
  const body = { digest: waits.digest, ...other, signed: statement };
  return world.call(approver.token, 'POST', `/recoveries/${waits.recovery}/countersignatures`, body);
}

const refused = (
  tries: string,
  { against, code, alerts = [] }: Pick<Attack, 'against' | 'code'> & { readonly alerts?: Attack['alerts'] },
  stage: Attack['stage'],
): Attack => ({ tries, against, code, alerts, commits: 1, stage });

export const DELEGATIONS: readonly Attack[] = [
  refused(
    'delegate from a stolen session, without the passkey',
    { against: 'rule 6', code: 'statement-missing', alerts: ['warning'] },
    async (world) => {
      const [stolen, thief] = [await signatory(world), await signatory(world)];
      return () => world.call(stolen.approver.token, 'POST', '/delegations', orderTo(thief.approver.person));
    },
  ),
  refused(
    'delegate from a stolen session, signed with the thief’s passkey',
    { against: 'rule 6', code: 'statement-invalid', alerts: ['warning'] },
    async (world) => {
      const [stolen, thief] = [await signatory(world), await signatory(world)];
      return () => delegates(world, { ...stolen, key: thief.key }, orderTo(thief.approver.person));
    },
  ),
  refused(
    'make a delegation longer than its giver has signed',
    { against: 'rule 6', code: 'statement-invalid', alerts: ['warning'] },
    async (world) => {
      const [giver, delegate] = [await signatory(world), await signatory(world)];
      const order = orderTo(delegate.approver.person);
      const statement = signed(giver, order);
      const longer = new Date(Date.now() + 20 * DAY_MS).toISOString();
      return () => delegates(world, giver, { ...order, until: longer }, statement);
    },
  ),
  refused(
    'delegate to oneself through an alias',
    { against: 'rule 1', code: 'delegate-self', alerts: ['warning'] },
    async (world) => {
      const key = new SoftwareAuthenticator();
      const subject = world.subject(world.fresh('sub-alias'));
      const approver = await world.person([], { subjects: [subject], passkeys: [passkeyOf(key)] });
      return () => delegates(world, { approver, key }, orderTo(derivedPerson(subject)));
    },
  ),
  refused(
    'lend a group that only the token names',
    { against: 'rule 6', code: 'part-unregistered', alerts: ['warning'] },
    async (world) => {
      const key = new SoftwareAuthenticator();
      const approver = await world.person(['approver:identity'], { passkeys: [passkeyOf(key)] });
      const delegate = await signatory(world);
      return () => delegates(world, { approver, key }, orderTo(delegate.approver.person, { groups: ['identity'] }));
    },
  ),
  refused(
    'pass on what was lent, to a third person',
    { against: 'rule 6', code: 'delegation-unknown' },
    async (world) => {
      const { waits, delegate } = await lent(world);
      const third = await signatory(world);
      await delegates(world, delegate, orderTo(third.approver.person));
      return () => countersigns(world, waits, third, waits.approver.person);
    },
  ),
  refused(
    'countersign in the place of somebody who lent nothing',
    { against: 'rule 6', code: 'delegation-unknown' },
    async (world) => {
      const [waits, stranger] = [await waiting(world), await signatory(world)];
      return () => countersigns(world, waits, stranger, waits.approver.person);
    },
  ),
  refused(
    'countersign in another’s place with what was signed for oneself',
    { against: 'rule 2', code: 'statement-invalid', alerts: ['warning'] },
    async (world) => {
      const { waits, delegate } = await lent(world);
      const statement = signs({ ...waits, ...delegate });
      const body = { digest: waits.digest, for: waits.approver.person, signed: statement };
      return () => world.call(delegate.approver.token, 'POST', `/recoveries/${waits.recovery}/countersignatures`, body);
    },
  ),
  refused('use a delegation that was taken back', { against: 'rule 6', code: 'delegation-unknown' }, async (world) => {
    const waits = await waiting(world);
    const delegate = await signatory(world);
    const { body } = await delegates(world, waits, orderTo(delegate.approver.person));
    const withdrawal = { from: waits.approver.person, delegation: body['delegation'] };
    await world.call(waits.approver.token, 'POST', '/delegations/withdrawals', withdrawal);
    return () => countersigns(world, waits, delegate, waits.approver.person);
  }),
  refused(
    'countersign in the place of somebody who has verified',
    { against: 'rule 1', code: 'conflicting-part' },
    async (world) => {
      const key = new SoftwareAuthenticator();
      const approver = await world.person(['verifier'], { parts: ['verifier'], passkeys: [passkeyOf(key)] });
      const account = await world.account({ manager: approver.person });
      const recovery = await world.opened('jane', account);
      const body = {
        method: 'in-person',
        outcome: 'verified',
        reference: 'log/1',
        seen: ['passport', 'employee-badge'],
      };
      await world.call(approver.token, 'POST', `/recoveries/${recovery}/proofs`, body);
      const { digest } = await world.play.until(recovery, 'approving');
      const delegate = await signatory(world);
      await delegates(world, { approver, key }, orderTo(delegate.approver.person));
      return () => countersigns(world, { recovery, digest, account, approver, key }, delegate, approver.person);
    },
  ),
];
