import { randomUUID } from 'node:crypto';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, jest } from '@jest/globals';
import { AT_ONCE } from '../../lambdas/contract/tags.ts';
import { BREAKS, type Break, Breaker } from '../support/breaker.ts';
import { STEPS } from '../support/database-rotation.ts';
import { ISSUERS, type IssuerName } from '../support/issued-systems.ts';
import { type IssuedWorld, issuedWorld } from '../support/issued-world.ts';
import { TARGET } from '../support/rotation-world.ts';

/** Hundreds of rotations. */
jest.setTimeout(300_000);

interface Kind {
  readonly name: string;
  readonly graceMinutes?: string;
  readonly prefix?: string;
}

const KINDS: readonly Kind[] = [
  { name: 'at once' },
  { name: 'with grace', graceMinutes: '5' },
  { name: 'leaked', graceMinutes: '5', prefix: AT_ONCE },
];

type Standing =
  | 'old valid and current'
  | 'new valid and current'
  | 'old current, new valid'
  | 'old current, none valid';

interface Row {
  readonly issuer: IssuerName;
  readonly kind: string;
  readonly step: string;
  readonly call: string;
  readonly how: Break;
  readonly after: Standing;
  readonly repaired: Standing;
  readonly isOldValid: boolean;
  readonly keys: number;
}

/** Calls that change something: the others are broken as well, and left out of the print. */
const CHANGING = /^(create|revoke|add|remove|putPending|promote)$/;
/** More calls than a rotation makes. */
const MANY = 80;

function standingOf({ labelled, issuer, first }: IssuedWorld): Standing {
  const [current, pending, valid] = [labelled('AWSCURRENT').key, labelled('AWSPENDING').key, issuer.valid()];
  if (valid.includes(current)) return current === first.key ? 'old valid and current' : 'new valid and current';
  return valid.includes(pending) ? 'old current, new valid' : 'old current, none valid';
}

/** One rotation that breaks at one call, and is repaired; undefined when it makes no so many calls. */
async function broken(
  issuer: IssuerName,
  { name: kind, prefix = '', ...options }: Kind,
  at: number,
  how: Break,
): Promise<Row | undefined> {
  const world = await issuedWorld(issuer, options);
  const version = `${prefix}${randomUUID()}`;
  const breaker = new Breaker(at, how);
  world.begin(version);
  let step: (typeof STEPS)[number] = 'createSecret';
  for (step of STEPS) if (!(await breaker.survives(() => world.step(step, version, breaker)))) break;
  if (breaker.broken === undefined) return undefined;
  const after = standingOf(world);
  await repair(world, how, { step, version });
  const isOldValid = world.issuer.valid().includes(world.first.key);
  const standing = { after, repaired: standingOf(world), isOldValid, keys: world.issuer.count() };
  return { issuer, kind, step, call: breaker.broken, how, ...standing };
}

/**
 * The service calls a step again that has failed. Where the process died and the service has given up, the version is stuck as pending: whoever
 * asks for another rotation is refused, and the service takes up the stuck one.
 */
async function repair(
  world: IssuedWorld,
  how: Break,
  { step, version }: { readonly step: (typeof STEPS)[number]; readonly version: string },
): Promise<void> {
  if (how === 'answer lost') {
    for (const name of STEPS.slice(STEPS.indexOf(step))) await world.step(name, version);
    return;
  }
  if (world.model.labels(TARGET)[version]?.includes('AWSCURRENT')) await world.step('finishSecret', version);
  else {
    const other = new RotateSecretCommand({ SecretId: TARGET, ClientRequestToken: randomUUID() });
    await expect(world.model.client.send(other)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  }
  await world.model.settle();
  expect(world.model.failures).toEqual([]);
}

function printed(title: string, rows: readonly Row[]): void {
  const lines = rows.map(
    ({ issuer, kind, step, call, how, after, repaired }) =>
      `${issuer.padEnd(17)} ${kind.padEnd(11)} ${step.padEnd(13)} ${call.padEnd(11)} ${how.padEnd(12)} ${after.padEnd(23)} ${repaired}`,
  );
  process.stderr.write(`${title}: ${rows.length} rotations that broke\n${[...new Set(lines)].join('\n')}\n`);
}

describe('the rotation of a key that an issuer makes, broken at any call, and repaired', () => {
  it.each(ISSUERS)('is old and valid, or new and valid: %s', async (issuer) => {
    const rows: Row[] = [];
    for (const kind of KINDS)
      for (const how of BREAKS)
        for (let at = 1; at <= MANY; at += 1) {
          const row = await broken(issuer, kind, at, how);
          if (row === undefined) break;
          rows.push(row);
        }
    printed(
      issuer,
      rows.filter(({ call }) => CHANGING.test(call)),
    );
    for (const row of rows) {
      const isGrace = row.kind === 'with grace';
      // In the grace the old one still opens something, until the next rotation. Everything else has ended, and nothing is left of it.
      expect(row).toMatchObject({ repaired: 'new valid and current', isOldValid: isGrace, keys: isGrace ? 2 : 1 });
      // What ends at once has ended before consumers read the new one, which was tried before: one of both always opens something.
      expect(row.after).not.toBe('old current, none valid');
      if (isGrace) expect(['old valid and current', 'new valid and current']).toContain(row.after);
    }
    expect(rows.length).toBeGreaterThan(100);
  });
});
