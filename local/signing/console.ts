import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Passkeys } from './passkeys.ts';

const SIGNER = fileURLToPath(new URL('browser/signer.ts', import.meta.url));

/**
 * The script that lets the passkeys of the demo people sign on the console of a local system. It contains their private keys: whoever reaches
 * that console can choose to be any of them anyway.
 */
export function signerScript(passkeys: Passkeys): string {
  const keys = Object.values(passkeys).map((key) => [key.id.toString('base64url'), key.privateKey()]);
  const { outputFiles } = buildSync({
    ...{ entryPoints: [SIGNER], bundle: true, minify: true, write: false, platform: 'browser', format: 'iife' },
    define: { DEMO_PASSKEYS: JSON.stringify(Object.fromEntries(keys)) },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
