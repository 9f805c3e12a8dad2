import { codeSpan } from '../core/fence.ts';
import type { Overview, Requirement } from '../core/overview.ts';

/** What people read first of an overview: how risky the change is, how much work, and whether its issues are met. */
export function overviewLead({ risk, effort, requirements }: Overview): readonly string[] {
  const facts = [
    ...(risk === null ? [] : [`**Risk:** ${risk.level}. ${risk.why}`.trim()]),
    ...(effort === null ? [] : [`**Effort to review:** ${effort} of 5.`]),
  ];
  return [...(facts.length === 0 ? [] : [facts.join(' ')]), ...issuesMet(requirements)];
}

/** What changed in which file, folded: those who know the change need not see it. */
export function overviewFiles({ files }: Overview): readonly string[] {
  if (files.length === 0) return [];
  const lines = files.map(({ path, what }) => `- ${codeSpan(path)}: ${what}`);
  return ['<details>\n<summary>What changed in which file</summary>', lines.join('\n'), '</details>'];
}

function issuesMet(requirements: readonly Requirement[]): readonly string[] {
  const issues = Map.groupBy(requirements, ({ issue }) => issue);
  return Array.from(issues, ([issue, asked]) => {
    const met = asked.filter((each) => each.met === 'yes').length;
    return [
      `**Issue ${issue}:** ${met} of ${asked.length} met, as far as the code tells`,
      '',
      ...asked.map(line),
    ].join('\n');
  });
}

function line({ met, text, place }: Requirement): string {
  return `- ${words[met]}: ${text}${place === null ? '' : ` (${codeSpan(place)})`}`;
}

const words = { yes: 'met', partly: 'met in part', no: 'not met', unclear: 'cannot be told' } as const;
