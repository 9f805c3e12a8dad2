import { z } from 'zod';
import { created, failure, invalid, json, noContent, notFound, refuse } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, parameterOf, type RepositoryCall } from '../call.ts';
import { addLabels, hasLabel, labelOf, removeLabel } from '../changes/issues.ts';
import { issueIn } from './issue-in.ts';
import { pageAnswer } from '../page.ts';
import { issueLabels, labelJson } from '../render/issue.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Issue, Pull } from '../state.ts';
import { readIssues, triageIssues } from './needs.ts';

const ofRepository = '/repos/{owner}/{repo}/labels';
const ofIssue = '/repos/{owner}/{repo}/issues/{issue_number}/labels';

export const labelRoutes: Routes = {
  [`GET ${ofRepository}`]: inRepository(readIssues, (call) =>
    pageAnswer(call, [...call.repository.labels.values()], (label) =>
      labelJson(call.github, call.repository, label),
    ),
  ),
  [`POST ${ofRepository}`]: inRepository({ ...triageIssues, role: 'write' }, createLabel),
  [`GET ${ofRepository}/{name}`]: inRepository(readIssues, getLabel),
  [`GET ${ofIssue}`]: inRepository(readIssues, (call) =>
    pageAnswer(call, issueLabels(call.github, call.repository, issueIn(call)), (label) => label),
  ),
  [`POST ${ofIssue}`]: inRepository(triageIssues, addToIssue),
  [`PUT ${ofIssue}`]: inRepository(triageIssues, setOnIssue),
  [`DELETE ${ofIssue}`]: inRepository(triageIssues, clearIssue),
  [`DELETE ${ofIssue}/{name}`]: inRepository(triageIssues, dropFromIssue),
};

const NewLabel = z.object({
  name: z.string(),
  color: z
    .string()
    .regex(/^[0-9a-f]{6}$/i)
    .default('ededed'),
  description: z.string().nullish(),
});

function createLabel(call: RepositoryCall) {
  const { name, color, description } = bodyOf(call, NewLabel);
  const { labels } = call.repository;
  if (labels.has(name.toLowerCase())) invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
  const label = { ...labelOf(call.github, call.repository, name), color, description: description ?? null };
  labels.set(name.toLowerCase(), label);
  return created(labelJson(call.github, call.repository, label));
}

function getLabel(call: RepositoryCall) {
  const label = call.repository.labels.get(parameterOf(call, 'name').toLowerCase());
  return label ? json(labelJson(call.github, call.repository, label)) : notFound();
}

const Labels = z.union([
  z.array(z.string()),
  z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])) }),
]);

function namesIn(call: RepositoryCall) {
  const wanted = bodyOf(call, Labels);
  const list = Array.isArray(wanted) ? wanted : wanted.labels;
  return list.map((one) => (typeof one === 'string' ? one : one.name));
}

async function addToIssue(call: RepositoryCall) {
  const issue = issueIn(call);
  await addLabels(actorOf(call.github, call.caller), issue, namesIn(call));
  return json(issueLabels(call.github, call.repository, issue));
}

async function setOnIssue(call: RepositoryCall) {
  const issue = issueIn(call);
  const names = namesIn(call);
  await removeAllBut(call, issue, names);
  await addLabels(actorOf(call.github, call.caller), issue, names);
  return json(issueLabels(call.github, call.repository, issue));
}

async function removeAllBut(call: RepositoryCall, issue: Issue | Pull, kept: readonly string[]) {
  const actor = actorOf(call.github, call.caller);
  for (const name of issue.labels.filter((one) => !kept.includes(one))) await removeLabel(actor, issue, name);
}

async function clearIssue(call: RepositoryCall) {
  await removeAllBut(call, issueIn(call), []);
  return noContent();
}

async function dropFromIssue(call: RepositoryCall) {
  const found = issueIn(call);
  const name = parameterOf(call, 'name');
  if (!hasLabel(found, name)) refuse(failure(404, 'Label does not exist'));
  await removeLabel(actorOf(call.github, call.caller), found, name);
  return json(issueLabels(call.github, call.repository, found));
}
