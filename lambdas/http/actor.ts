import { problem } from '../app/problem.ts';
import { ASSURANCES, type Assurance } from '../core/registry/account.ts';
import { heldParts } from '../core/registry/parts.ts';
import { derivedPerson, subjectAt } from '../core/registry/person.ts';
import type { People, TokenVerifier } from '../ports/workspace.ts';
import type { Caller, HttpEvent } from './event.ts';

/** Services for identifying a caller. */
export interface CallerServices {
  readonly tokens: TokenVerifier;
  readonly people: People;
  /** Name of the token claim that lists the groups. */
  readonly groupsClaim: string;
  /** The least assurance of every token of the issuer. */
  readonly issuerAssurance: Assurance;
}

/**
 * The caller, by the token that this function verifies itself: somebody who invokes it directly with invented claims is refused. The person
 * comes from the registry, so one human with two subjects is one person (rule 1). A part counts only if token and record both name it, and an
 * unregistered caller counts as a machine without any part (rules 1 and 6). Throws `token-missing`.
 */
export async function callerOf(event: HttpEvent, services: CallerServices): Promise<Caller> {
  const { tokens, people, groupsClaim, issuerAssurance } = services;
  const token = /^Bearer +(\S+)$/i.exec(event.headers['authorization'] ?? '')?.[1];
  const claims = token === undefined ? undefined : await tokens.verify(token);
  const [issuer, sub] = [claims?.['iss'], claims?.['sub']];
  if (claims === undefined || typeof issuer !== 'string' || typeof sub !== 'string' || sub === '')
    throw problem('token-missing');
  const subject = subjectAt(issuer, sub);
  const assurance = assuranceIn(claims, issuerAssurance);
  const groups = groupsIn(claims[groupsClaim]);
  const known = await people.find(`subject:${subject}`);
  const actor = {
    ...({ by: 'person', person: derivedPerson(subject), aliases: [], nature: 'machine', assurance } as const),
    ...heldParts(groups, known),
  };
  if (known === undefined) return { actor, registered: false };
  const { person, nature, subjects } = known;
  return { actor: { ...actor, person, nature, aliases: subjects.map(derivedPerson) }, registered: true };
}

/**
 * The assurance of a sign-in: by the token's `acr` (`aal1` to `aal3`, with any prefix) or `amr` (`mfa`, RFC 8176 section 2), and at least
 * what the deployment grants to every token of its issuer. Unknown values count as one factor.
 */
export function assuranceIn(claims: Readonly<Record<string, unknown>>, issuers: Assurance): Assurance {
  const level = Number(/(?:^|[^a-z])aal([123])$/i.exec(String(claims['acr'] ?? ''))?.[1] ?? 1);
  const methods = [claims['amr']].flat();
  const said = Math.max(level, methods.includes('mfa') ? 2 : 1, issuers);
  return ASSURANCES.find((one) => one === said) ?? 1;
}

/**
 * The groups in a claim of a verified token, exactly as the issuer wrote them: a list of texts, or one text, which is one group. A
 * gateway's spelling of lists is never read: `[Team admin]` could be one group or two.
 */
export function groupsIn(claim: unknown): readonly string[] {
  const list = Array.isArray(claim) ? claim : [claim];
  return list.filter((name): name is string => typeof name === 'string');
}
