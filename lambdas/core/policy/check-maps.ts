import type { Control } from './policy.ts';
import type { PolicyProblem } from './problem.ts';

/** How requirements of standards are spelled, each form by an example that has it. */
const FORMS: readonly (readonly [example: string, form: RegExp])[] = [
  // NIST CSF 2.0, CSWP 29, appendix A: function, category and subcategory.
  ['CSF PR.AA-02', /^CSF (GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d\d$/],
  // NIST SP 800-63-4 and its volumes A, B and C, by section.
  ['SP 800-63B-4 4.2.1', /^SP 800-63[ABC]?-4 [1-9]\d*(\.[1-9]\d*)+$/],
  // OWASP Non-Human Identities Top 10, 2025.
  ['NHI7', /^NHI([1-9]|10)$/],
  // CSA MAESTRO: its seven layers.
  ['MAESTRO L6', /^MAESTRO L[1-7]$/],
  // NIST AI 100-1: function, category and subcategory.
  ['AI RMF GOVERN 3.2', /^AI RMF (GOVERN|MAP|MEASURE|MANAGE) [1-9]\.[1-9]\d?$/],
  // OWASP ASVS, which asks that the version be named with the requirement.
  ['ASVS v5.0.0-6.3.7', /^ASVS v\d+\.\d+\.\d+-[1-9]\d*\.[1-9]\d*\.[1-9]\d*$/],
  // MITRE ATT&CK techniques and sub-techniques.
  ['ATT&CK T1566.004', /^ATT&CK T\d{4}(\.\d{3})?$/],
];

const EXAMPLES = FORMS.map(([example]) => `\`${example}\``).join(', ');

/** The requirements that a control claims to meet and that nobody could look up as they are spelled. */
export const checkMaps = ({ id, maps }: Control): readonly PolicyProblem[] =>
  maps.flatMap((name, index) =>
    FORMS.some(([, form]) => form.test(name))
      ? []
      : [
          {
            path: ['maps', index],
            reason: `control \`${id}\` maps to \`${name}\`, which is spelled like none of ${EXAMPLES}`,
          },
        ],
  );
