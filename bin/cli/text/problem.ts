import { EXIT, type Failure, type Problem } from '../failure.ts';
import { facts, printable, type Style } from './print.ts';

const KINDS: Readonly<Record<number, string>> = {
  [EXIT.refused]: 'refused',
  [EXIT.usage]: 'usage',
  [EXIT.unreachable]: 'failed',
  [EXIT.notIntact]: 'not intact',
  [EXIT.defect]: 'defect',
};

const NO_FACTS = [
  'type',
  'title',
  'status',
  'code',
  'detail',
  'instance',
  'rule',
  'control',
  'owner',
  'next',
  'correlation',
];

/** A failure in words: what, why, the facts, and what to do. */
export function failureInWords({ exit, problem, circumstances }: Failure, style: Style): string {
  const shown = printable(problem);
  const { title, code, status, detail } = shown;
  const place = [code === 'usage' ? undefined : code, status].filter((part) => part !== undefined).join(', ');
  const head = `${style.bad(`${KINDS[exit] ?? 'failed'}:`)} ${title}${place === '' ? '' : ` (${place})`}\n`;
  return head + facts([['detail', detail === title ? undefined : detail], ...factsOf(shown), ...advice(shown)]);

  function advice({ correlation }: Problem): [string, string | undefined][] {
    return [
      ['who says no', whoSaysNo(shown)],
      ['what to do', circumstances.hint],
      ['correlation', correlation],
    ];
  }
}

/** The rule and its owner; undefined for a failure that never reached the service. */
function whoSaysNo({ rule, control, owner }: Problem): string | undefined {
  if (typeof rule !== 'string') return undefined;
  return control === rule ? `${owner} (${rule})` : `${rule} of control ${control}; ${owner} answers for it`;
}

const factsOf = (problem: Problem): [string, string][] =>
  Object.entries(problem)
    .filter(([name]) => !NO_FACTS.includes(name))
    .map(([name, value]) => [name, factInWords(value)]);

/** A list of errors in a request's fields is printed field by field. */
function factInWords(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every(isMistake)
    ? value.map(({ pointer, mistake }) => `${pointer} ${mistake}`).join(', ')
    : JSON.stringify(value);
}

const isMistake = (value: unknown): value is { readonly pointer: string; readonly mistake: string } =>
  typeof value === 'object' && value !== null && 'pointer' in value && 'mistake' in value;

/** A failure as JSON: the problem as the service sent it, or in the same form. */
export function failureAsJson({ problem, circumstances }: Failure): string {
  if (circumstances.verbatim !== undefined) return `${circumstances.verbatim.trimEnd()}\n`;
  const { hint } = circumstances;
  return `${JSON.stringify({ type: 'about:blank', ...problem, ...(hint === undefined ? {} : { hint }) })}\n`;
}
