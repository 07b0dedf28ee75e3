import type { StaffFindings } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { card } from '../parts/recovery.ts';
import { keyOr, type Say } from '../texts/texts.ts';

type Looked = StaffFindings['sources'][number];
type Finding = Looked['findings'][number];

/** What the last look at each directory of record found, with what to do about it. Nothing where there is nothing. */
export function findingCards({ say }: Model, { sources }: StaffFindings): readonly Node[] {
  return sources
    .filter(({ stop, findings, proposed }) => stop !== null || findings.length > 0 || proposed !== null)
    .map((looked) =>
      card(
        looked.stop === null ? 'status' : 'status bad',
        `found-${looked.source}`,
        say('found.head', { source: looked.source }),
        ...stopPart(say, looked),
        ...groupsIn(looked.findings).flatMap((group) => groupPart(say, looked.source, group)),
        looked.total > looked.findings.length &&
          element('p', { class: 'hint' }, say('found.more', { count: looked.total - looked.findings.length })),
        ...proposedPart(say, looked),
      ),
    );
}

/** Why nothing was changed, and what that takes. */
function stopPart(say: Say, { source, stop }: Looked): readonly Node[] {
  if (stop === null) return [];
  const { code, people, of } = stop;
  return [
    element(
      'p',
      { id: `stop-${source}` },
      element('strong', {}, say(keyOr(`found-stop.${code}`, 'found-stop.other'), { people, of })),
    ),
    element('p', {}, say(keyOr(`found-stop-do.${code}`, 'found-stop-do.other'))),
  ];
}

/** Findings of one kind, in the order of the report. */
interface FoundGroup {
  readonly code: string;
  readonly findings: readonly Finding[];
}

function groupsIn(findings: readonly Finding[]): readonly FoundGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.code, [...(groups.get(finding.code) ?? []), finding]);
  return [...groups].map(([code, some]) => ({ code, findings: some }));
}

function groupPart(say: Say, source: string, { code, findings }: FoundGroup): readonly Node[] {
  const rows = findings.map(({ of, with: other }) =>
    element('li', {}, element('strong', {}, of), other !== null && element('span', {}, other)),
  );
  return [
    element('h3', {}, say(keyOr(`found.${code}`, 'found.other'))),
    element('p', {}, say(keyOr(`found-do.${code}`, 'found-do.other'))),
    element('ul', { class: 'entries', id: `found-${source}-${code}` }, ...rows),
  ];
}

/** Records that the directory proposes: two administrators import one file. */
function proposedPart(say: Say, { source, proposed }: Looked): readonly Node[] {
  if (proposed === null) return [];
  return [
    element('h3', {}, say('found.proposed')),
    element('p', {}, say('found-do.proposed')),
    element('code', { class: 'line' }, `npx countersign registry findings --records ${source} > people.jsonl`),
  ];
}
