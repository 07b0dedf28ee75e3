import type { PersonActor } from '../core/recovery/commands.ts';

/** Somebody with a verified token. */
export interface Caller {
  readonly actor: PersonActor;
  /** The registry knows them. Those it does not know may do nothing but set the registry up, as admins. */
  readonly registered: boolean;
}
