import { problem } from '../app/problem.ts';
import type { PersonActor } from '../core/recovery/commands.ts';
import type { Assurance } from '../core/registry/assurance.ts';
import type { PersonId } from '../core/registry/person.ts';
import { sha256 } from '../core/values/hash.ts';
import type { TokenVerifier } from '../ports/tokens.ts';
import type { People } from '../ports/workspace.ts';
import { assuranceIn } from './assurance.ts';
import type { Caller } from './caller.ts';
import type { HttpEvent } from './event.ts';
import { groupsIn, membershipsOf } from './groups.ts';

/** What knowing a caller needs. */
export interface CallerServices {
  readonly tokens: TokenVerifier;
  readonly people: People;
  /** Name of the token claim that lists the groups. */
  readonly groupsClaim: string;
  /** What every token of the issuer is worth at least. */
  readonly issuerAssurance: Assurance;
}

/**
 * The caller by the token that this function has verified itself, so that whoever may invoke it with invented claims is nobody: roles from the
 * token, the person from the registry, so that one human with two subjects is one person (rule 1). Throws `token-missing`.
 */
export async function callerOf(event: HttpEvent, services: CallerServices): Promise<Caller> {
  const { tokens, people, groupsClaim, issuerAssurance } = services;
  const token = /^Bearer +(\S+)$/i.exec(event.headers['authorization'] ?? '')?.[1];
  const claims = token === undefined ? undefined : await tokens.verify(token);
  const subject = claims?.['sub'];
  if (claims === undefined || typeof subject !== 'string' || subject === '') throw problem('token-missing');
  const assurance = assuranceIn(claims, issuerAssurance);
  const memberships = membershipsOf(groupsIn(claims[groupsClaim]));
  const known = await people.find(`subject:${subject}`);
  if (known === undefined) {
    const actor: PersonActor = {
      ...{ by: 'person', person: derivedPerson(subject), aliases: [], nature: 'human', assurance },
      ...memberships,
    };
    return { actor, registered: false };
  }
  const { person, nature, subjects } = known;
  return {
    actor: { by: 'person', person, aliases: subjects.map(derivedPerson), nature, assurance, ...memberships },
    registered: true,
  };
}

/** What somebody is called in the ledger before they are registered; registration makes it an alias. */
export const derivedPerson = (subject: string): PersonId => `person:oidc-${sha256(subject).slice(0, 16)}`;
