import { childIn, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import type { TestCase } from './test-cases.ts';

/**
 * The text with a test that must fail: behind all that it does, it throws an error with this message. What still passes so is not
 * being judged by the runner. The message holds letters, digits and blanks.
 */
export function withPlantedFault(tree: SyntaxTree, test: TestCase, message: string): string {
  return tree.language === 'python' ? inPython(tree, test.body, message) : inScript(tree, test.body, message);
}

function inScript(tree: SyntaxTree, body: SyntaxNode, message: string): string {
  const { text } = tree;
  const fault = `throw new Error('${message}');`;
  if (body.kind !== 'statement_block') {
    const expression = text.slice(body.start, body.end);
    const planted = `((${expression}), (() => { ${fault} })())`;
    return text.slice(0, body.start) + planted + text.slice(body.end);
  }
  const last = body.children.at(-2);
  const isEnd = last !== undefined && (last.kind === 'return_statement' || saysDone.test(textAt(tree, last)));
  const at = isEnd ? last.start : body.end - 1;
  const planned = body.children.flatMap((each) => plannedBy(tree, each) ?? [])[0];
  const [from, to] = planned === undefined ? [at, at] : [planned.start, planned.end];
  const more = planned === undefined ? '' : `1 + (${text.slice(from, to)})`;
  return `${text.slice(0, from)}${more}${text.slice(to, at)}\n;${fault}\n${text.slice(at)}`;
}

/** How often `t.plan` says that it claims: its runner takes a test for over after that, and what is thrown then belongs to none. */
function plannedBy(tree: SyntaxTree, { kind, children }: SyntaxNode): SyntaxNode | undefined {
  const call = kind === 'expression_statement' ? children[0] : undefined;
  const called = call && childIn(call, 'function');
  if (called === undefined || !/^\w+\.plan$/.test(textAt(tree, called))) return undefined;
  return call && childIn(call, 'arguments')?.children.find((child) => /^[a-z]/.test(child.kind));
}

/** What comes behind the word that a test is over belongs to no test any more. */
const saysDone = /^(?:\w+\.end|done)\(\);?$/;

function inPython({ text }: SyntaxTree, body: SyntaxNode, message: string): string {
  const fault = `raise AssertionError('${message}')`;
  const [first, last] = [body.children[0] ?? body, body.children.at(-1) ?? body];
  const indent = /[ \t]*$/.exec(text.slice(0, first.start))?.[0] ?? '';
  const isOneLine = text.slice(0, first.start).split('\n').at(-1)?.trim() !== '';
  if (last.kind === 'return_statement') {
    const separator = isOneLine ? '; ' : `\n${indent}`;
    return text.slice(0, last.start) + fault + separator + text.slice(last.start);
  }
  return text.slice(0, body.end) + (isOneLine ? '; ' : `\n${indent}`) + fault + text.slice(body.end);
}
