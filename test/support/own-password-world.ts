import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { OwnPasswordSystem } from '../../lambdas/app/workflow/own-password.ts';
import { parseRotationEvent, type RotationServices, rotate } from '../../lambdas/app/workflow/rotation.ts';
import type { OwnPasswords } from '../../lambdas/ports/own-password.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { BREAKS, type Break, Breaker } from './breaker.ts';
import { STEPS } from './database-rotation.ts';
import { ModelSecretsManager } from './models/secrets-manager.ts';
import { aCall, TARGET } from './rotation-world.ts';

/** What a secret says of an account of a directory. */
export interface AccountValue {
  readonly username: string;
  readonly password: string;
  readonly ca?: string;
}

/** A secret that is the credential of an account, and the rotation function by which the account changes its own password. */
export function ownPasswordWorld(directory: OwnPasswords, value: AccountValue, graceMinutes?: string) {
  const model = new ModelSecretsManager();
  const { tags } = model.add(TARGET, JSON.stringify(value, null, 2));
  if (graceMinutes !== undefined) tags.push({ Key: 'countersign:grace-minutes', Value: graceMinutes });
  const secret = new SecretsManagerRotatingSecret(model.client);
  const services = (breaker = new Breaker()): RotationServices => {
    const held = breaker.through(secret);
    return { secret: held, systemOf: () => new OwnPasswordSystem(breaker.through(directory), held) };
  };
  const step = (name: string, version: string, breaker?: Breaker): Promise<void> =>
    rotate(services(breaker), parseRotationEvent(aCall(name, version)));
  const begin = (version: string): void => {
    const { versions } = model.secrets.get(TARGET) ?? { versions: new Map() };
    versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    model.move(TARGET, 'AWSPENDING', version);
  };
  const heldAs = (label: string): AccountValue => JSON.parse(model.value(TARGET, label) ?? '{}') as AccountValue;
  const isValid = ({ password, ...login }: AccountValue): Promise<boolean> =>
    directory.accepts({ ...login, password: new Secret(password) });
  const rotateTo = async (version: string): Promise<void> => {
    begin(version);
    for (const name of STEPS) await step(name, version);
  };
  return { model, step, begin, heldAs, isValid, rotateTo };
}

/** How a rotation broke, and how it was found then. */
export interface BrokenRow {
  readonly step: string;
  readonly call: string;
  readonly how: Break;
  readonly after: 'old valid and current' | 'new valid and current' | 'old current, new valid';
}

/**
 * Rotations of which one call breaks, each of a new account, and which the service then calls again from the broken step. INVARIANT: nobody is
 * ever without a valid credential that the secret holds.
 */
export async function brokenRotations(
  of: () => Promise<{ readonly directory: OwnPasswords; readonly value: AccountValue }>,
  isOfInterest: (call: string) => boolean = () => true,
): Promise<readonly BrokenRow[]> {
  const rows: BrokenRow[] = [];
  for (const how of BREAKS)
    for (let at = 1; ; at += 1) {
      const { directory, value } = await of();
      const world = ownPasswordWorld(directory, value);
      const breaker = new Breaker(at, how);
      const version = randomUUID();
      world.begin(version);
      let step: (typeof STEPS)[number] = 'createSecret';
      for (step of STEPS) if (!(await breaker.survives(() => world.step(step, version, breaker)))) break;
      if (breaker.broken === undefined) break;
      if (!isOfInterest(breaker.broken)) continue;
      rows.push({ step, call: breaker.broken, how, after: await standing(world, value) });
      for (const again of STEPS.slice(STEPS.indexOf(step))) await world.step(again, version);
      const now = world.heldAs('AWSCURRENT');
      expect({ at, how, isNew: now.password !== value.password, isValid: await world.isValid(now) }).toEqual({
        ...{ at, how, isNew: true, isValid: true },
      });
      expect(world.model.labels(TARGET)[version]).toContain('AWSCURRENT');
    }
  return rows;
}

async function standing(world: ReturnType<typeof ownPasswordWorld>, old: AccountValue): Promise<BrokenRow['after']> {
  const current = world.heldAs('AWSCURRENT');
  if (await world.isValid(current))
    return current.password === old.password ? 'old valid and current' : 'new valid and current';
  expect(await world.isValid(world.heldAs('AWSPENDING'))).toBe(true);
  return 'old current, new valid';
}
