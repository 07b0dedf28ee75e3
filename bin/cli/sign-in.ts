import type { Command } from 'commander';
import { numberArgument } from './arguments.ts';
import { withExamples } from './help.ts';
import { Session } from './service/session.ts';
import type { LoginOptions } from './sign-in/login.ts';
import type { Terminal } from './terminal.ts';

/** `npx countersign login`, `logout`, `whoami`: how a person signs in. Loaded when used, like the issuer's protocol. */
export function addSignIn(root: Command, terminal: Terminal): void {
  const entering = root
    .command('login')
    .description('sign in with your browser; programs set COUNTERSIGN_TOKEN instead')
    .option('--wait <seconds>', 'how long to wait for the browser', numberArgument, 300)
    .option('--new-issuer', 'accept that the service names another issuer than before')
    .action(async (options: LoginOptions, command: Command) => {
      const { login } = await import('./sign-in/login.ts');
      await login(new Session(command, terminal), options);
    });
  withExamples(
    entering,
    ['login --url https://countersign.example.com', 'the first time'],
    ['login --profile staging --url URL', 'a second deployment; then `--profile staging`'],
    'login',
  );
  const leaving = root
    .command('logout')
    .description('end your sign-in here, and at the issuer where it offers that')
    .action(async (_: object, command: Command) => {
      const { logout } = await import('./sign-in/login.ts');
      await logout(new Session(command, terminal));
    });
  withExamples(leaving, 'logout', 'logout --profile staging');
  const asking = root
    .command('whoami')
    .description('who is signed in, where, and until when')
    .action(async (_: object, command: Command) => {
      const { whoami } = await import('./sign-in/login.ts');
      whoami(new Session(command, terminal));
    });
  withExamples(asking, 'whoami', 'whoami --profile staging --json');
}
