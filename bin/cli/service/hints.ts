import type { Problem } from '../failure.ts';

const READ_AGAIN = 'read it again: `npx countersign recoveries show ID`';
const RENEW = 'sign in again: `npx countersign login`';
const TRY_AGAIN = 'try again in a moment';

/** Advice on a problem, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  'token-missing': RENEW,
  unauthorized: RENEW,
  forbidden: 'ask an administrator which group your token needs',
  'part-unregistered':
    'an administrator adds the part to your record: `npx countersign registry propose --file record.json`',
  'group-missing': 'ask for the group in your directory, then sign in again',
  'role-missing': 'a person with this role must do it',
  'account-unknown': 'check the spelling; an administrator registers it with `npx countersign registry propose`',
  'person-unknown': 'an administrator registers people with `npx countersign registry propose`',
  'requester-not-entitled': 'name its owner or a custodian with `--requester`',
  'already-open': 'go on with that one: `npx countersign recoveries show ID`',
  'too-many-open': 'end some first: `npx countersign recoveries list`',
  'requester-unknown': 'give a person id such as person:jane, or have an administrator register them',
  'stream-unknown': 'check the spelling; `npx countersign ledger verify` without names checks all streams',
  'window-passed': 'open a new recovery if it is still needed',
  'policy-not-adopted':
    'two administrators adopt it first: `npx countersign policy propose FILE`, then `policy confirm`',
  'cursor-malformed':
    'use the `--after` that the previous list printed as `more: --after`, or omit it to begin at the top',
  contention: TRY_AGAIN,
  'wrong-status': READ_AGAIN,
  'recovery-ended': 'it cannot go on; open a new one if it is still needed',
  'recovery-unknown': 'check the id: `npx countersign recoveries list`; one just opened may take a second to be found',
  'conflicting-part': 'somebody who plays no other part in this recovery must do it',
  'machine-cannot-decide': 'a human must do this',
  'method-not-theirs': 'somebody else must confirm this method, or choose another one',
  'recovery-full': 'stop it, or end others of the account, and open it again: `npx countersign recoveries list`',
  'too-many-identities': 'propose an account of its own for it: `npx countersign registry propose FILE`',
  'proof-duplicate': 'nothing to do: it was already recorded',
  'not-an-approver': 'see who is asked for: `npx countersign recoveries show ID`',
  'already-countersigned': 'nothing to do: yours counts, and somebody else is still needed',
  'digest-mismatch': 'the plan or its evidence has changed since; read it again and countersign what you see',
  'not-the-requester': 'only the requester can do this',
  'claim-on-page': 'open the page of the recovery, in the browser that proved you: `/r/ID`',
  'page-unknown':
    'ask for the words on their page again; they type yours there first: `npx countersign recoveries show ID`',
  'already-claimed': 'if that was not you, stop it at once: `npx countersign recoveries stop ID --reason "..."`',
  'revision-widens': 'ask for fewer seconds, or open a new recovery',
  'account-frozen': 'two administrators lift it: `npx countersign registry show ACCOUNT` says since when, and why',
  'not-frozen': 'see its record: `npx countersign registry show ACCOUNT`',
  'not-forged': 'see what is wrong with the stream: `npx countersign ledger verify STREAM`',
  'key-not-held':
    'deploy the stack with it first: `"signingKeys": {"FAMILY": 2}` in countersign.config.json; see *rotate a signing key* in the runbook',
  'key-in-use': 'see which keys count: `npx countersign registry show registry:keys`',
  'key-too-early': 'propose it with a later `--from`, or with `--compromised` if the old key is',
  'same-proposer': 'a second administrator must confirm it',
  'identity-taken': 'look at the record that has it: `npx countersign registry show` with the `holder`',
  'identity-unclaimed': 'propose the record again',
  'look-alikes-unseen':
    'read those records with `npx countersign registry show`; if none is the same human or user, confirm with `--seen` and the digest',
  'policy-invalid': 'see all of its problems: `npx countersign policy check FILE`',
  'difference-unseen': 'read it, and be asked: `npx countersign policy confirm`',
  'batch-unseen': 'it was proposed again: read it with `npx countersign registry import FILE... --confirm`',
  'tier-too-low': 'propose the account with this tier, or a higher one',
  'target-unknown': 'correct the `target`: it is the name that the directory knows',
  'directory-unreadable': 'see whether this deployment may read it, then propose again',
  'no-such-proposal': 'see what is proposed: `npx countersign registry show STREAM`',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: RENEW,
  409: READ_AGAIN,
  429: 'wait a little, then try again',
  500: 'give the correlation id to the operator of the service',
  502: TRY_AGAIN,
  503: TRY_AGAIN,
  504: TRY_AGAIN,
};

/** For a person without any role, who asked for something that only staff may see. */
const ONLY_YOUR_OWN = 'you see only recoveries that concern you, one by one: `npx countersign recoveries show ID`';

export function hintFor({ code, status, ...facts }: Problem): string | undefined {
  if (code === 'role-missing' && facts['role'] === 'any') return ONLY_YOUR_OWN;
  return HINTS[code] ?? nextOf(facts) ?? BY_STATUS[status ?? 0];
}

/** The service's own advice, if it gives any. */
const nextOf = ({ next }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof next === 'string' ? next : undefined;
