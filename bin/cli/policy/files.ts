import { readFileSync } from 'node:fs';
import { type PolicyCase, readPolicyCase } from '../../../lambdas/adapters/policy/case.ts';
import { type CompiledPolicy, compilePolicy } from '../../../lambdas/adapters/policy/compiler.ts';
import { type PolicyFault, PolicyInvalid } from '../../../lambdas/adapters/policy/source.ts';
import { EXIT, Told, usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { printableText } from '../text/print.ts';

/** The compiled file, or its problems. */
export type Compiled =
  | { readonly ok: true; readonly compiled: CompiledPolicy }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] };

/** Compiles a policy file. `now` is for the ends of exceptions; null ignores them. Throws a usage `Failure` for an unreadable file. */
export function compileFile(file: string, now: string | null): Compiled {
  return orFaults(() => ({ ok: true, compiled: compilePolicy(textOf(file), file, now) }));
}

/** The policy of a file, also of a past one. Problems are printed and end the command. */
export function policyIn(session: Session, file: string): CompiledPolicy {
  const result = compileFile(file, null);
  return result.ok ? result.compiled : tellFaults(session, result.faults);
}

/** The described recovery, or its problems. */
export type Read =
  | { readonly ok: true; readonly described: PolicyCase }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] };

/** Reads a described recovery. Throws a usage `Failure` for an unreadable file. */
export function readCase(file: string): Read {
  return orFaults(() => ({ ok: true, described: readPolicyCase(textOf(file), file) }));
}

/** The described recovery of a file. Problems are printed and end the command. */
export function caseIn(session: Session, file: string): PolicyCase {
  const result = readCase(file);
  return result.ok ? result.described : tellFaults(session, result.faults);
}

/** `file:line: rule: reason` */
export const faultInWords = ({ file, line, rule, reason }: PolicyFault): string =>
  printableText(`${file}:${line}: ${rule === null ? '' : `${rule}: `}${reason}`);

function orFaults<Result>(
  read: () => Result,
): Result | { readonly ok: false; readonly faults: readonly PolicyFault[] } {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicyInvalid) return { ok: false, faults: error.faults };
    throw error;
  }
}

/** Prints the problems of files, and ends the command. */
export function tellFaults({ terminal, json }: Session, faults: readonly PolicyFault[]): never {
  const words = faults.map((fault) => `${faultInWords(fault)}\n`).join('');
  terminal.err(json ? `${JSON.stringify({ code: 'policy-invalid', faults })}\n` : words);
  throw new Told(EXIT.refused);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageFailure(`cannot read \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
