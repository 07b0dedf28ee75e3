import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { ENV } from '../../../lambdas/contract/environment.ts';
import { yieldsCredential } from '../../../lambdas/core/registry/account.ts';
import { type LocalSystem, startLocal } from '../../../local/start/system.ts';
import { eventsOf, Play } from '../../support/play.ts';
import { CONNECTED, type LiveDirectories, liveDirectories } from './directories.ts';
import { shippedPolicy } from './flows.ts';
import type { Hands } from './hands.ts';
import { nameOf, type Row, rowsOf } from './rows.ts';
import type { Use } from './secret-uses.ts';
import { SHORT } from './short.ts';
import { type Household, householdOf, Town } from './town.ts';
import { inTurns } from './turns.ts';
import { prepared } from './uses.ts';
import { type Walked, walk } from './walk.ts';

/** Every recovery that the shipped policy allows. */
export const ROWS = rowsOf(shippedPolicy('default'), CONNECTED);

const HOUSEHOLDS = ROWS.map(householdOf);

/** Where the journeys are made. */
export interface Place {
  readonly system: LocalSystem;
  readonly directories: LiveDirectories;
  readonly town: Town;
  readonly play: Play;
}

/** The journeys of all rows, on one live system. */
export class Table {
  readonly #folder: string;
  readonly #uses: readonly Use[];
  readonly #journeys = new Map<string, Promise<Walked>>();
  readonly place: Place;

  private constructor(own: { readonly folder: string; readonly place: Place; readonly uses: readonly Use[] }) {
    this.#folder = own.folder;
    this.#uses = own.uses;
    this.place = own.place;
  }

  /** A system with the shipped policy and short waits, every directory, everybody who has a part, and their accounts as they are before the call. */
  static async laid(): Promise<Table> {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-journeys-'));
    cpSync(fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url)), join(folder, 'default.yaml'));
    writeFileSync(join(folder, 'short.yaml'), SHORT);
    const vendors = { idv: { name: 'Example ID', startUrl: 'https://idv.example.com/start?session={challenge}' } };
    writeFileSync(join(folder, 'vendors.json'), JSON.stringify(vendors));
    process.env[ENV.vendorsFile] = join(folder, 'vendors.json');
    const data = join(folder, 'data');
    const directories = await liveDirectories(data);
    const options = { policy: join(folder, 'short.yaml'), data, sweepMs: 5_000, signsInPage: false };
    const system = await startLocal({ ...options, directories: directories.named });
    // An account is there before it is governed.
    const uses = await Promise.all(
      HOUSEHOLDS.map(({ row: { connector, ...row }, target }) =>
        prepared({ system, directories }, connector ?? 'secrets-manager', { ...row, target }),
      ),
    );
    const town = await Town.of(system, HOUSEHOLDS);
    return new Table({ folder, uses, place: { system, directories, town, play: new Play(town) } });
  }

  /** Everybody begins; so many journeys at the same time, of which those that wait for the end of their grant do not count. */
  begin(handsOf: (household: Household) => Hands, atOnce: number): void {
    const { system, play } = this.place;
    const turn = inTurns(atOnce);
    HOUSEHOLDS.forEach((household, index) => {
      const use = this.#uses[index];
      if (use === undefined) throw new Error('every household has its use');
      const walked = walk(household, {
        ...{ system, play, use, turn, hands: handsOf(household) },
        isStopped: index % 2 === 0,
      });
      // Each test looks at its own; none may end the process before that.
      walked.catch(() => undefined);
      this.#journeys.set(nameOf(household.row), walked);
    });
  }

  get size(): number {
    return this.#journeys.size;
  }

  /** A row is as it should be: what it gave is used and gone, and nothing was claimed that is nobody's to have. */
  async holds(row: Row): Promise<void> {
    const walked = await this.#journeys.get(nameOf(row));
    const events = walked === undefined ? [] : eventsOf(walked.shown);
    if (row.connector === null) {
      // It is said at once, and nobody proves or approves what cannot be done.
      expect(events).toEqual(['RecoveryOpened', 'RecoveryDenied']);
      expect(JSON.stringify(walked?.shown)).toContain('certificate-system-missing');
      return;
    }
    expect(events).toEqual(expect.arrayContaining(['GrantIssued', 'RevocationConfirmed', 'RecoveryClosed']));
    expect(events.includes('GrantClaimed')).toBe(yieldsCredential(row.action));
  }

  /** Prints whose account and what is done | who proves | how | where | claimed | ended. No two rows are the same. */
  async isTold(): Promise<void> {
    const lines = await Promise.all(
      ROWS.map(async (row) => {
        const { claimed, ended } = (await this.#journeys.get(nameOf(row))) ?? { claimed: 'never', ended: 'never' };
        const { kind, tier, environment, action, who, methods, connector } = row;
        const cells = [
          who ?? 'nobody is asked',
          methods.join(' and ') || 'nothing',
          connector ?? 'nowhere',
          claimed,
          ended,
        ];
        return [`${tier} ${kind} (${environment}) ${action}`, ...cells].join(' | ');
      }),
    );
    console.log(lines.join('\n'));
    expect(new Set(lines).size).toBe(ROWS.length);
  }

  /** Waits until every journey is over. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#journeys.values());
  }

  /** Takes everything away. */
  async clear(): Promise<void> {
    await this.place.system.stop();
    await this.place.directories.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
