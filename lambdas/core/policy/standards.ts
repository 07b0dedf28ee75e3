/** A standard that a policy's control may map to, and the ids that are known. */
export interface Standard {
  /** The text before each id in `maps`. */
  readonly name: string;
  /** The edition that has these ids. */
  readonly edition: string;
  /** An example id, without the name. */
  readonly example: string;
  /** Every id; or only a pattern, when there are too many ids or they may not be copied: those are shown as unchecked. */
  readonly ids: readonly string[] | RegExp;
  /** A suffix that names the edition's year. */
  readonly year?: string;
  /** Withdrawn ids, each with its successor. */
  readonly revoked?: Readonly<Record<string, string>>;
}

const from = (prefix: string, first: number, last: number, digits = 1): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${String(first + index).padStart(digits, '0')}`);

/** The remaining subcategories of each category in CSF 2.0: numbers of withdrawn ones are not reused. */
const CSF: Readonly<Record<string, string>> = {
  ...{ 'GV.OC': '01-05', 'GV.RM': '01-07', 'GV.RR': '01-04', 'GV.PO': '01-02', 'GV.OV': '01-03', 'GV.SC': '01-10' },
  ...{ 'ID.AM': '01-05 07 08', 'ID.RA': '01-10', 'ID.IM': '01-04', 'PR.AA': '01-06', 'PR.AT': '01-02' },
  ...{ 'PR.DS': '01 02 10 11', 'PR.PS': '01-06', 'PR.IR': '01-04', 'DE.CM': '01 02 03 06 09' },
  ...{ 'DE.AE': '02 03 04 06 07 08', 'RS.MA': '01-05', 'RS.AN': '03 06 07 08', 'RS.CO': '02 03', 'RS.MI': '01 02' },
  ...{ 'RC.RP': '01-06', 'RC.CO': '03 04' },
};

/** The number of subcategories in each category of the AI RMF. */
const AI_RMF: Readonly<Record<string, readonly number[]>> = {
  ...{ GOVERN: [7, 3, 2, 3, 2, 2], MAP: [6, 3, 5, 2, 2], MEASURE: [3, 13, 3, 3], MANAGE: [4, 4, 2, 3] },
};

const subcategories = ([category, numbers]: readonly [string, string]): readonly string[] =>
  numbers.split(' ').flatMap((part) => {
    const [first = '', last = first] = part.split('-');
    return from(`${category}-`, Number(first), Number(last), 2);
  });

/** The built-in standards, which a policy need not declare. */
export const STANDARDS: readonly Standard[] = [
  {
    ...{ name: 'CSF', edition: 'NIST CSF 2.0 (CSWP 29)', example: 'PR.AA-02' },
    ids: Object.entries(CSF).flatMap(subcategories),
  },
  {
    ...{ name: 'NHI', edition: 'OWASP Non-Human Identities Top 10, 2025', example: '7:2025' },
    ids: from('', 1, 10),
    year: ':2025',
  },
  {
    ...{ name: 'ASI', edition: 'OWASP Top 10 for Agentic Applications, 2026', example: '03:2026' },
    ids: from('', 1, 10, 2),
    year: ':2026',
  },
  { name: 'MAESTRO v1', edition: 'CSA MAESTRO v1, seven layers', example: 'L6', ids: from('L', 1, 7) },
  { name: 'MAESTRO v2', edition: 'CSA MAESTRO v2 (draft), ten layers', example: 'L6', ids: from('L', 1, 10) },
  {
    ...{ name: 'AI RMF', edition: 'NIST AI RMF 1.0 (AI 100-1)', example: 'GOVERN 3.2' },
    ids: Object.entries(AI_RMF).flatMap(([name, counts]) =>
      counts.flatMap((count, index) => from(`${name} ${index + 1}.`, 1, count)),
    ),
  },
  {
    ...{ name: 'ATT&CK', edition: 'MITRE ATT&CK', example: 'T1566.004', ids: /^T\d{4}(\.\d{3})?$/ },
    revoked: {
      ...{ T1656: 'T1684.001', T1192: 'T1566.002', T1193: 'T1566.001', T1194: 'T1566.003' },
      ...{ T1081: 'T1552.001', T1145: 'T1552.004', T1208: 'T1558.003', T1171: 'T1557.001', T1141: 'T1056.002' },
    },
  },
  {
    ...{ name: 'SP 800-53', edition: 'NIST SP 800-53 Rev. 5', example: 'IA-5(1)' },
    ids: /^(A[CTU]|C[AMP]|I[AR]|M[AP]|P[ELMST]|RA|S[ACIR])-[1-9]\d?(\([1-9]\d?\))?$/,
    revoked: { 'IA-5(3)': 'IA-12(4)', 'IA-5(4)': 'IA-5(1)', 'IA-5(11)': 'IA-2(1)', 'AC-13': 'AC-2', 'AC-15': 'MP-3' },
  },
  ...['', 'A', 'B', 'C'].map((volume) => ({
    ...{ name: `SP 800-63${volume}-4`, edition: `NIST SP 800-63${volume}-4`, example: '4.2.1' },
    ids: /^[1-9]\d*(\.[1-9]\d*)+$/,
  })),
  {
    ...{ name: 'PCI DSS', edition: 'PCI DSS 4.0.1', example: '8.3.3' },
    ids: /^([1-9]|1[0-2]|A[1-3])(\.[1-9]\d?){1,3}$/,
  },
  // Annex A of 2013 had three numbers and sections up to A.18; Annex A of 2022 has two, from A.5 to A.8. Clauses 4 to 10 have two or three.
  {
    ...{ name: 'ISO 27001', edition: 'ISO/IEC 27001:2022', example: 'A.5.17' },
    ids: /^(A\.[5-8]\.[1-9]\d?|([4-9]|10)(\.[1-9]){1,2})$/,
  },
  {
    ...{ name: 'SOC 2', edition: 'AICPA Trust Services Criteria', example: 'CC6.1' },
    ids: /^(CC[1-9]|A1|C1|PI1|P[1-8])\.[1-9]\d?$/,
  },
  { name: 'NYDFS', edition: '23 NYCRR 500', example: '500.12', ids: /^500\.([0-9]|1\d|2[0-4])(\([a-z0-9]+\))*$/ },
  {
    ...{ name: 'DORA', edition: 'Regulation (EU) 2022/2554', example: 'Art. 9' },
    ids: /^Art\. ([1-9]|[1-5]\d|6[0-4])(\([a-z0-9]+\))*$/,
  },
  {
    ...{ name: 'NIS2', edition: 'Directive (EU) 2022/2555', example: 'Art. 21' },
    ids: /^Art\. ([1-9]|[1-3]\d|4[0-6])(\([a-z0-9]+\))*$/,
  },
  { name: 'HIPAA', edition: '45 CFR 164', example: '164.312(d)', ids: /^164\.[1-5]\d\d(\([a-z0-9]+\))*$/ },
  // ASVS asks for the version before the requirement.
  {
    name: 'ASVS',
    edition: 'OWASP ASVS',
    example: 'v5.0.0-6.3.7',
    ids: /^v\d+\.\d+\.\d+-[1-9]\d*(\.[1-9]\d*){2}$/,
  },
];

/** A standard that a policy declares, with all ids that its controls may use. */
export interface DeclaredStandard {
  readonly name: string;
  readonly title: string;
  readonly ids: readonly string[];
}

/** Names that are joined to their ids, as OWASP writes them; every other name is followed by a space. */
const JOINED: readonly string[] = ['NHI', 'ASI'];

/** The result of looking up one mapped name. */
export type Mapped =
  | { readonly is: 'listed' | 'unchecked'; readonly standard: string }
  | { readonly is: 'wrong'; readonly why: string };

/** Looks up a mapped name: `listed` if its standard has that id, `unchecked` if only its spelling could be checked. */
export function mappedTo(name: string, declared: readonly DeclaredStandard[] = []): Mapped {
  const all: readonly Standard[] = [
    ...STANDARDS,
    ...declared.map(({ name: own, title, ids }) => ({ name: own, edition: title, example: ids[0] ?? '', ids })),
  ];
  // The longest matching name wins: `MAESTRO v1` before a declared `MAESTRO`.
  const [standard] = all
    .filter((one) => name.startsWith(prefixOf(one)))
    .sort((one, other) => other.name.length - one.name.length);
  if (standard === undefined) return { is: 'wrong', why: whyNone(name) };
  return judged(name.slice(prefixOf(standard).length), standard);
}

/** The spelling of an id in `maps`. */
export const spelledId = (standard: Standard, id: string): string => `${prefixOf(standard)}${id}`;

const prefixOf = ({ name }: Standard): string => (JOINED.includes(name) ? name : `${name} `);

function judged(id: string, standard: Standard): Mapped {
  const { ids, edition, revoked = {}, example, year } = standard;
  const base = /^[^.]*/.exec(id)?.[0] ?? '';
  const successor = Object.hasOwn(revoked, id) ? revoked[id] : Object.hasOwn(revoked, base) ? revoked[base] : undefined;
  if (successor !== undefined)
    return { is: 'wrong', why: `which was revoked; write \`${spelledId(standard, successor)}\`` };
  const spelled = `such as \`${spelledId(standard, example)}\``;
  if (ids instanceof RegExp)
    return ids.test(id)
      ? { is: 'unchecked', standard: edition }
      : { is: 'wrong', why: `which is not spelled as ${edition} spells its ids, ${spelled}` };
  const listed = year !== undefined && id.endsWith(year) ? id.slice(0, -year.length) : id;
  return ids.includes(listed)
    ? { is: 'listed', standard: edition }
    : { is: 'wrong', why: `which ${edition} does not have; it has ids ${spelled}` };
}

function whyNone(name: string): string {
  if (name.startsWith('MAESTRO '))
    return 'which names no version: MAESTRO v1 has seven layers, the draft of v2 ten; write `MAESTRO v1 L6`';
  const names = STANDARDS.map(({ name: known }) => `\`${known}\``).join(', ');
  return `which begins with no standard that is known (${names}); a policy declares others under \`standards\``;
}
