import type { MutationKind, Table } from './mutate.ts';

/** What an operator becomes. A comparison is moved by one and turned round; never into one that a loop may not survive. */
export const replacements: Readonly<Record<string, readonly (readonly [MutationKind, string])[]>> = {
  '<': [
    ['boundary', '<='],
    ['comparison', '>='],
  ],
  '<=': [
    ['boundary', '<'],
    ['comparison', '>'],
  ],
  '>': [
    ['boundary', '>='],
    ['comparison', '<='],
  ],
  '>=': [
    ['boundary', '>'],
    ['comparison', '<'],
  ],
  '==': [['comparison', '!=']],
  '!=': [['comparison', '==']],
  '===': [['comparison', '!==']],
  '!==': [['comparison', '===']],
  is: [['comparison', 'is not']],
  'is not': [['comparison', 'is']],
  'not in': [['comparison', 'in']],
  '&&': [['logic', '||']],
  '||': [['logic', '&&']],
  '??': [['logic', '&&']],
  and: [['logic', 'or']],
  or: [['logic', 'and']],
  '+': [['arithmetic', '-']],
  '-': [['arithmetic', '+']],
  '*': [['arithmetic', '/']],
  '/': [['arithmetic', '*']],
  '%': [['arithmetic', '*']],
  '//': [['arithmetic', '*']],
  '**': [['arithmetic', '*']],
  '+=': [['assignment', '-=']],
  '-=': [['assignment', '+=']],
  '*=': [['assignment', '/=']],
};

/** Kinds of nodes whose sign is an operator, in the grammars' words. */
export const operatorParents: ReadonlySet<string> = new Set([
  'binary_expression',
  'binary_operator',
  'comparison_operator',
  'boolean_operator',
  'binary',
  'augmented_assignment_expression',
  'augmented_assignment',
  'compound_assignment_expr',
  'operator_assignment',
  'assignment_statement',
]);

export const truths: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  True: 'False',
  False: 'True',
};

export const negations: ReadonlySet<string> = new Set(['!', 'not']);

/** Kinds of nodes that are whole numbers. */
export const numbers = /^(?:number|integer|int_literal|integer_literal|decimal_integer_literal)$/;

/** What a return may give instead, where a language lets any function return it. */
export const emptyReturns: Table<string> = {
  javascript: 'undefined',
  typescript: 'undefined',
  tsx: 'undefined',
  python: 'None',
  ruby: 'nil',
  php: 'null',
};

/** What may stand in the place of a statement's expression. */
export const statements: Table<string> = {
  javascript: 'void 0',
  typescript: 'void 0',
  tsx: 'void 0',
  python: 'None',
  go: '_ = 0',
  rust: '()',
  java: 'assert true',
  php: 'null',
};

/** What may stand in the place of a condition, where a way that is never taken is no error. */
export const untrueConditions: Table<string> = {
  javascript: '(false)',
  typescript: '(false)',
  tsx: '(false)',
  python: 'False',
  php: '(false)',
};

/** Calls whose absence nobody can see. */
export const quietCalls =
  /^(?:await\s+)?(?:console|log|logger|logging|debug|print|println|fmt\.Print|System\.out|process\.emitWarning)\b/;

/** Kinds of nodes that do not run: types, imports, comments, texts, marks. */
export function isOutOfReach(kind: string): boolean {
  return outOfReach.test(kind);
}

const outOfReach =
  /^(?:comment|line_comment|block_comment|string|string_literal|interpreted_string_literal|raw_string_literal|regex|import_statement|import_from_statement|import_declaration|use_declaration|type_annotation|type_arguments|type_parameters|type_alias_declaration|interface_declaration|ambient_declaration|decorator|annotation|marker_annotation|attribute_item|attribute_list)$/;
