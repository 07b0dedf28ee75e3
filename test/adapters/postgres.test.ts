import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PostgresDatabases } from '../../lambdas/adapters/postgres/databases.ts';
import { PostgresHealth } from '../../lambdas/adapters/postgres/health.ts';
import { PostgresRoles } from '../../lambdas/adapters/postgres/roles.ts';
import { inDatabaseSession } from '../../lambdas/adapters/postgres/session.ts';
import type { DatabaseRoles } from '../../lambdas/ports/database.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ASKED, OTHER_HOST, type PostgresServer, startPostgres, whyNoPostgres } from '../../local/postgres/server.ts';
import { databasesContract } from '../contracts/databases.ts';
import { ModelDatabases } from '../support/models/databases.ts';

jest.setTimeout(60_000);

const [FIRST, SECOND] = ['canary-first-password', 'canary-second-password'];

const model = new ModelDatabases();
databasesContract('the model of the tests', () => ({
  databases: model,
  port: 5_432,
  addRole: async (name, password) => model.add(name, password),
}));

describe('a real PostgreSQL server', () => {
  const why = whyNoPostgres();
  if (why !== undefined) {
    it('is left out on this machine, and says so', () => {
      process.stderr.write(`left out: PostgreSQL roles on a real server: ${why}\n`);
      expect(why).not.toBe('');
    });
    return;
  }
  let server: PostgresServer;
  let databases: PostgresDatabases;
  let name: string;
  beforeAll(async () => {
    server = await startPostgres();
    databases = new PostgresDatabases(async ({ host }) => (host.startsWith('127.') ? administrator() : undefined));
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    name = `App "${randomUUID().slice(0, 8)}' Ü`;
    await server.addRole(name, FIRST);
  });

  databasesContract('PostgreSQL', () => ({ databases, port: server.port, addRole: server.addRole }));

  const administrator = () => ({ ...server.administrator, ca: server.ca });
  const place = () => ({ host: server.host, port: server.port, database: server.database });
  const accepts = (password: string, role = name, on = databases, at = place()) =>
    on.accepts({ place: at, role, password: new Secret(password) });
  const asAdmin = <Result>(work: (roles: DatabaseRoles) => Promise<Result>) => databases.asAdministrator(place(), work);

  it('never sees a password: its log of statements has a verifier', async () => {
    await asAdmin((roles) => roles.setPassword(name, new Secret(SECOND)));
    await accepts(SECOND);
    expect(server.log()).toContain('SCRAM-SHA-256$4096:');
    expect(server.log()).not.toContain(SECOND);
  });

  it('has a twin act as the role: its rights, its tables, its settings', async () => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await server.ask(`ALTER ROLE ${quoted} SET search_path = "a b", public`);
    await server.ask(`ALTER ROLE ${quoted} IN DATABASE ${server.database} SET work_mem = '7MB'`);
    const twin = `${name}_clone`;
    await asAdmin((roles) => roles.addTwin(twin, name, new Secret(SECOND)));
    const session = await server.session(twin, SECOND);
    expect(await session.ask('SELECT current_user AS who, session_user AS really')).toEqual([
      { who: name, really: twin },
    ]);
    expect(await session.ask('SHOW search_path')).toEqual([{ search_path: '"a b", public' }]);
    expect(await session.ask('SHOW work_mem')).toEqual([{ work_mem: '7MB' }]);
    await session.ask(`CREATE TABLE ${quoted}.made (id int)`);
    await session.close();
    const owner = 'SELECT tableowner FROM pg_tables WHERE tablename = $1 AND schemaname = $2';
    expect(await server.ask(owner, ['made', name])).toEqual([{ tableowner: name }]);
  });

  it('says to the doctor what its administrator may not do, or may do too much of', async () => {
    const { host, port, ca } = server;
    const flawOf = (username: string, password: string, over: object = {}) =>
      new PostgresHealth({
        ...{ host, port, ...over },
        administrator: async () => ({ username, password: new Secret(password), ca }),
      }).flaw();
    const own = server.administrator;
    expect(await flawOf(own.username, own.password.reveal())).toBeNull();
    for (const [role, rights] of [
      ['less', 'LOGIN'],
      ['no-sessions', 'LOGIN CREATEROLE'],
      ['super', 'LOGIN SUPERUSER'],
      ['files', 'LOGIN CREATEROLE IN ROLE pg_write_server_files, pg_signal_backend'],
    ])
      await server.ask(`CREATE ROLE "doctor-${role}" ${rights} PASSWORD '${FIRST}'`);
    expect(
      await Promise.all(['less', 'no-sessions', 'super', 'files'].map((role) => flawOf(`doctor-${role}`, FIRST))),
    ).toEqual(['roles-denied', 'sessions-denied', 'administrator-powerful', 'administrator-powerful']);
    expect(await flawOf(own.username, SECOND)).toBe('database-credential-refused');
    expect(await flawOf(own.username, own.password.reveal(), { host: OTHER_HOST })).toBe('certificate-refused');
    expect(await flawOf(own.username, own.password.reveal(), { port: 1 })).toBe('unavailable');
  });

  it('ends the sessions of a role that ends, and keeps them where a password has an end', async () => {
    const session = await server.session(name, FIRST);
    await asAdmin((roles) => roles.endAt(name, new Date(0)));
    expect([await accepts(FIRST), await session.isOpen()]).toEqual([false, true]);
    await asAdmin((roles) => roles.end(name));
    expect(await session.isOpen()).toBe(false);
  });

  it('ends the sessions of a role that stays', async () => {
    const session = await server.session(name, FIRST);
    await asAdmin((roles) => roles.endSessions(name));
    expect([await session.isOpen(), await accepts(FIRST)]).toEqual([false, true]);
  });

  it('shows its roles in any session, and lets nobody but the administrator change them', async () => {
    const asRole = { place: place(), role: name, password: new Secret(FIRST), ca: server.ca };
    const change = inDatabaseSession(asRole, async (client) => {
      const roles = new PostgresRoles(client);
      expect(await roles.roleOf(name)).toMatchObject({ canSignIn: true });
      await roles.end('countersign');
    });
    await expect(change).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('says who administers it', async () => {
    const powerful = async (role: string) => (await asAdmin((roles) => roles.roleOf(role)))?.isPowerful;
    expect([await powerful('postgres'), await powerful('countersign'), await powerful(name)]).toEqual([
      ...[true, true, false],
    ]);
  });

  it.each([
    ['a superuser', 'deputy_of_superuser', 'postgres'],
    ['what runs programs on the server', 'runs_programs', 'pg_execute_server_program'],
  ])('says who administers it as a member of %s, also through another role', async (_, role, of) => {
    const isPowerful = async (name: string) => (await asAdmin((roles) => roles.roleOf(name)))?.isPowerful;
    for (const one of [role, `${role}_again`]) await server.addRole(one, FIRST);
    expect(await isPowerful(`${role}_again`)).toBe(false);
    await server.ask(`GRANT ${of} TO ${role}`);
    await server.ask(`GRANT ${role} TO ${role}_again`);
    expect([await isPowerful(role), await isPowerful(`${role}_again`)]).toEqual([true, true]);
  });

  it('lets the administrator change no superuser', async () => {
    const change = asAdmin((roles) => roles.setPassword('postgres', new Secret(SECOND)));
    await expect(change).rejects.toMatchObject({ code: 'access-denied', retryable: true });
  });

  it('with a certificate that nobody vouches for, or of another name, gets no password', async () => {
    const stranger = new PostgresDatabases(async () => server.administrator);
    await expect(accepts(FIRST, name, stranger)).rejects.toMatchObject({ code: 'certificate-refused' });
    const misnamed = accepts(FIRST, name, databases, { ...place(), host: OTHER_HOST });
    await expect(misnamed).rejects.toMatchObject({ code: 'certificate-refused' });
  });

  it.each(Object.values(ASKED))('that does not ask for a proof of the password proves nothing (%s)', async (role) => {
    await server.addRole(role, FIRST);
    await expect(accepts(FIRST, role)).rejects.toMatchObject({ code: 'sign-in-not-scram' });
  });

  it('without the database says so', async () => {
    await expect(accepts(FIRST, name, databases, { ...place(), database: 'nowhere' })).rejects.toMatchObject({
      code: 'database-missing',
    });
  });

  it('shows no password in any error', async () => {
    const wrong = new PostgresDatabases(async () => ({ ...administrator(), password: new Secret('canary-wrong') }));
    const error: unknown = await wrong
      .asAdministrator(place(), async () => undefined)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database-credential-refused' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});

describe('a server without TLS', () => {
  let server: Server;
  const [opened, heard] = [new Set<Socket>(), [] as Buffer[]];
  afterAll(() => {
    for (const socket of opened) socket.destroy();
    server.close();
  });

  it('is told nothing', async () => {
    server = createServer((socket) => {
      opened.add(socket);
      socket
        .on('error', () => undefined)
        .on('data', (data) => {
          heard.push(data);
          socket.write('N');
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const administrator = { username: 'countersign', password: new Secret('canary-administrator') };
    const databases = new PostgresDatabases(async () => administrator);
    const asked = databases.asAdministrator({ host: '127.0.0.1', port, database: 'payments' }, async () => undefined);
    await expect(asked).rejects.toMatchObject({ code: 'tls-refused' });
    // The request for TLS (PostgreSQL, section 55.7), and nothing after it.
    expect(Buffer.concat(heard)).toEqual(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  });
});
