import { BOOTSTRAP_STREAM, flawOfAdministrators } from '../../registry/bootstrap.ts';
import { identityStream } from '../../registry/identity.ts';
import { firstPasskeyOf, identitiesOf, type Person } from '../../registry/person.ts';
import { digestOf, isSame } from '../../values/hash.ts';
import { whyNotAdministrator } from '../assess/administrators.ts';
import type { Actor, Envelope, FoundingCommand } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { Refused } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';

type Of<Type extends FoundingCommand['type']> = Extract<FoundingCommand, { type: Type }>;

/**
 * Decides what precedes any record: the first two administrators, and claims of identities. The bootstrap goes onto the registry's own
 * stream, which accepts one such event, from whoever comes first, and then no other.
 */
export function decideFounding(
  state: StreamState,
  { actor, command, stream }: Envelope<FoundingCommand>,
  context: DecisionContext,
): Decision {
  switch (command.type) {
    case 'BootstrapRegistry':
      return bootstrap(state, { actor, command, stream }, context);
    case 'AdmitAdministrator':
      return admit(state, { actor, command, stream }, context);
    case 'ClaimIdentity':
      return claim({ actor, command, stream }, context);
  }
}

interface Given<Command> {
  readonly actor: Actor;
  readonly command: Command;
  readonly stream: string;
}

function bootstrap(
  state: StreamState,
  { actor, command, stream }: Given<Of<'BootstrapRegistry'>>,
  context: DecisionContext,
): Decision {
  if (actor.by !== 'operator') return refuse('role-missing', { role: 'operator' });
  if (stream !== BOOTSTRAP_STREAM) return refuse('proposal-mismatch');
  const { administrators } = command;
  // The same two again: the caller then completes what a crash left undone.
  if (isSame(state.bootstrap, administrators)) return accept();
  if (state.bootstrap !== null) return refuse('registry-not-empty');
  const flaw = flawOfAdministrators(administrators);
  if (flaw !== undefined) return refuse('administrators-alike', { flaw });
  if (context.registry.lookAlikes.length > 0) return refuse('administrators-alike', { flaw: 'the two look alike' });
  const unclaimed = administrators.map((one) => whyNotTheirs(one, context)).find((no) => no !== undefined);
  if (unclaimed !== undefined) return unclaimed;
  return accept({ type: 'RegistryBootstrapped', administrators, digest: digestOf(administrators) });
}

function whyNotTheirs(person: Person, { registry }: DecisionContext): Refused | undefined {
  const isTheirs = (identity: string) =>
    registry.claims.some((one) => one.identity === identity && one.holder === person.person);
  const missing = identitiesOf(person).find((identity) => !isTheirs(identity));
  return missing === undefined ? undefined : refuse('identity-unclaimed', { identity: missing });
}

/** Stores the record of one of the two on their own stream; a record that two administrators have changed since stays. */
function admit(
  state: StreamState,
  { actor, command: { person }, stream }: Given<Of<'AdmitAdministrator'>>,
  { registry }: DecisionContext,
): Decision {
  if (actor.by !== 'operator') return refuse('role-missing', { role: 'operator' });
  const isNamed = (registry.bootstrap ?? []).some((one) => isSame(one, person));
  if (!isNamed || stream !== person.person) return refuse('proposal-mismatch');
  if (state.person.current !== null) return accept();
  const other = (registry.bootstrap ?? []).find((one) => one.person !== person.person);
  const first = other && firstPasskeyOf(null, person, { by: null, witness: other.person });
  return accept(
    { type: 'AdministratorAdmitted', person },
    ...(first === undefined ? [] : [{ type: 'FirstPasskeyRecorded', ...first } as const]),
  );
}

function claim({ actor, command, stream }: Given<Of<'ClaimIdentity'>>, context: DecisionContext): Decision {
  const { registry, now } = context;
  const { identity, holder } = command;
  const no = whyNotClaimer(actor, command, context);
  if (no !== undefined) return no;
  if (stream !== identityStream(identity)) return refuse('proposal-mismatch');
  const standing = registry.claims.find((one) => one.identity === identity);
  if (standing !== undefined && standing.holder !== holder)
    return refuse('identity-taken', { identity, holder: standing.holder });
  return accept({ type: 'IdentityClaimed', claim: { identity, holder, at: now, tier: registry.inherited } });
}

/** An administrator claims for a proposal; the bootstrap operator claims only for the first two administrators. */
function whyNotClaimer(actor: Actor, { identity, holder }: Of<'ClaimIdentity'>, context: DecisionContext) {
  if (actor.by !== 'operator') return whyNotAdministrator(actor, context);
  const { bootstrap: first } = context.registry;
  const isOfFirst = (one: Person) => one.person === holder && identitiesOf(one).includes(identity);
  return first === null || first.some(isOfFirst) ? undefined : refuse('registry-not-empty');
}
