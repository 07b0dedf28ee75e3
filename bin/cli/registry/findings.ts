import type { PopulationReport } from '../../../lambdas/core/recovery/state/population.ts';
import type { PopulationFlaw } from '../../../lambdas/core/registry/findings.ts';
import { withMembers } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { table, type View } from '../text/print.ts';

/** Records in one request. */
const AT_ONCE = 100;

const isFindings = withMembers<{ readonly sources: readonly PopulationReport[] }>({ sources: 'array' });
const isProposed = withMembers<{ readonly records: readonly object[]; readonly total: number }>({
  ...{ records: 'array', total: 'number' },
});

/** `registry findings`: what directories of record say; with a directory, the records that it proposes, one on each line. */
export async function showFindings(session: Session, source: string | undefined): Promise<void> {
  if (source === undefined)
    return session.show(await session.api.get(['registry', 'findings']), isFindings, ({ sources }, view) =>
      sources.length === 0
        ? 'No directory of record has been looked at.\n'
        : sources.map((one) => inWords(one, view)).join('\n'),
    );
  let from = 1;
  for (;;) {
    const answer = await session.api.get(['registry', 'findings', source, 'records'], { from, limit: AT_ONCE });
    const { records, total } = session.read(answer, isProposed);
    // A file for `registry import` is JSON lines, whatever the output format is.
    session.terminal.out(records.map((one) => `${JSON.stringify(one)}\n`).join(''));
    from += records.length;
    if (records.length === 0 || from > total) return;
  }
}

function inWords({ source, stop, findings, total, proposed }: PopulationReport, { style }: View): string {
  const stopped =
    stop === null ? '' : `${style.bad(`Nothing was changed: ${STOPS[stop.code]} (${stop.people} of ${stop.of}).`)}\n`;
  const rows = findings.map(({ code, of, with: other }) => [SAYS[code], of, other ?? '']);
  const list = rows.length === 0 ? 'Nothing to look at.\n' : table(['WHAT', 'OF', 'WITH'], rows, style);
  const more = total > findings.length ? `And ${total - findings.length} more.\n` : '';
  const next =
    proposed === null
      ? ''
      : `It proposes records, which take two administrators: npx countersign registry findings --records ${source}\n`;
  return `${style.strong(`Directory of record \`${source}\``)}\n${stopped}${list}${more}${next}`;
}

const STOPS: Readonly<Record<NonNullable<PopulationReport['stop']>['code'], string>> = {
  'feed-empty': 'the directory shows nobody',
  'rows-lost': 'too many people are missing at once',
  'mass-change': 'too many people are changed, at once or within a day',
};

const SAYS: Readonly<Record<PopulationFlaw, string>> = {
  'privileged-unregistered': 'an administrator whom nobody registered',
  'part-held-by-leaver': 'left, and still holds a part',
  'custodian-left': 'its custodian left',
  'manager-left': 'its manager left',
  'managers-in-a-cycle': 'its new manager would close a cycle',
  'manager-unknown': 'its manager is not registered',
  'row-ambiguous': 'the directory contradicts itself',
  'row-malformed': 'the directory’s entry cannot be read',
  'owner-differs': 'the directory gives it to somebody else',
  'contacts-missing': 'the directory has no contact any more',
  'name-taken': 'somebody else has the name',
  renamed: 'has another name in the directory',
  'proposal-waiting': 'a proposal waits for a second administrator',
  left: 'its owner left',
};
