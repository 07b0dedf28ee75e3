import { relative } from 'node:path';
import type { Hint } from '../serve/page.ts';
import { DEFAULT_PORT } from './args.ts';

/** Command lines to try, in the order of a story; each can be copied unchanged, except the id of the recovery. */
export function hintsFor(url: string, folder: string): readonly Hint[] {
  const isDefault = url === `http://127.0.0.1:${DEFAULT_PORT}`;
  const as = (short: string): string => `npx countersign --token-file $TOKENS/${short}`;
  const setting = `TOKENS=${shortest(folder)}/tokens`;
  return [
    { does: 'For the lines below', line: isDefault ? setting : `${setting}; export COUNTERSIGN_URL=${url}` },
    {
      does: 'Jane has forgotten her password and asks for herself; ID below is what this prints',
      line: `${as('jane')} recoveries open cognito:jane reset-password --reason "forgot it"`,
    },
    { does: 'Vera reads the two words that she says to Jane', line: `${as('vera')} recoveries show ID` },
    {
      does: 'Jane opens her page, types those words, and reads out the two words of the page',
      line: 'npx countersign open ID',
    },
    {
      does: 'Vera has seen Jane in person, and types the words of her page',
      line: `${as('vera')} recoveries prove ID --method in-person --reference badge-log/4711 --seen passport employee-badge --page "WORD WORD"`,
    },
    { does: 'Ida reads the plan and countersigns it', line: `${as('ida')} recoveries approve ID` },
    {
      does: 'Jane takes her temporary password on her page, once; Otto checks every hash',
      line: `${as('otto')} ledger verify`,
    },
    { does: 'Signed tickets, a replay and a forgery, played on a system of its own', line: 'npm run demo' },
  ];
}

/** The folder as a person in the project's folder would type it. */
function shortest(folder: string): string {
  const near = relative(process.cwd(), folder);
  return near.startsWith('..') ? folder : near;
}
