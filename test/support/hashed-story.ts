import { type HashedCommit, hashCommit, type SignedCommit } from '../../lambdas/core/audit/commit.ts';
import { anEnvelope } from './fixtures.ts';
import { familyFor, signed, writerOf } from './signing.ts';
import {
  type Deed,
  decisionOn,
  happened,
  newWorld,
  type Past,
  RECOVERY,
  type World,
  worldAfter,
} from './specification.ts';

/** A story as the commits of the account's stream: one for each deed, refused or not. */
export function hashedStory(past: readonly Past[]): readonly SignedCommit[] {
  const commits: SignedCommit[] = [];
  past.reduce<World>((world, one) => {
    if (typeof one === 'function' || 'type' in one) return worldAfter([one], world);
    const [hashed, after] = done(world, one, commits.at(-1));
    commits.push(hashed);
    return after;
  }, newWorld());
  return commits;
}

function done(world: World, deed: Deed, head: HashedCommit | undefined): readonly [SignedCommit, World] {
  const decision = decisionOn(world, deed);
  const events = decision.accepted ? decision.events : [{ type: 'CommandRefused', ...decision.refusal } as const];
  const command = typeof deed.command === 'function' ? deed.command(world) : deed.command;
  const envelope = anEnvelope(command, { actor: deed.actor, recovery: RECOVERY, stream: 'cognito:jane' });
  const { now, policy } = world.context;
  const writer = writerOf(familyFor(command.type, deed.actor.by));
  const facts = { at: now, policy: policy.digest, events, writer };
  return [signed(hashCommit(head, world.state, envelope, facts)), happened(world, events)];
}
