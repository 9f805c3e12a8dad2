/** What a name in a text stands for. */
export type SymbolKind = 'function' | 'method' | 'class' | 'interface' | 'type' | 'enum' | 'module' | 'test';

/**
 * What a language calls things, in the words of its grammar. Everything that reads code asks this table; nothing else knows a
 * language.
 */
export interface Language {
  readonly extensions: readonly string[];
  /** Kinds of nodes that define a name, and of what. */
  readonly symbols: Readonly<Record<string, SymbolKind>>;
  /** Kinds of nodes that give a name to a value, and the fields of both: a symbol where the value is a function or a class. */
  readonly bindings?: Readonly<Record<string, readonly [name: string, value: string]>>;
  readonly values?: Readonly<Record<string, SymbolKind>>;
  /** Kinds of nodes that call something, and the field that says what. */
  readonly calls: Readonly<Record<string, string>>;
  /** Kinds of nodes that bring something in from elsewhere. */
  readonly imports: readonly string[];
  readonly comments: readonly string[];
  /** What makes a test: the name of a function that is called, the name of a symbol, or a mark before it. */
  readonly tests: {
    readonly calls?: RegExp;
    readonly names?: RegExp;
    readonly marks?: RegExp;
  };
  /** Whether a place that the grammar does not understand is an error for sure; not where macros change the language. */
  readonly isJudged: boolean;
}

const javascript: Language = {
  extensions: ['js', 'jsx', 'mjs', 'cjs'],
  symbols: {
    function_declaration: 'function',
    generator_function_declaration: 'function',
    class_declaration: 'class',
    method_definition: 'method',
  },
  bindings: {
    variable_declarator: ['name', 'value'],
    pair: ['key', 'value'],
    assignment_expression: ['left', 'right'],
    field_definition: ['property', 'value'],
    public_field_definition: ['name', 'value'],
  },
  values: {
    arrow_function: 'function',
    function_expression: 'function',
    generator_function: 'function',
    class: 'class',
  },
  calls: { call_expression: 'function', new_expression: 'constructor' },
  imports: ['import_statement'],
  comments: ['comment', 'hash_bang_line'],
  tests: { calls: /^(?:test|it|describe|suite|specify|context)$/ },
  isJudged: true,
};

const typescript: Language = {
  ...javascript,
  extensions: ['ts', 'mts', 'cts'],
  symbols: {
    ...javascript.symbols,
    abstract_class_declaration: 'class',
    interface_declaration: 'interface',
    type_alias_declaration: 'type',
    enum_declaration: 'enum',
    internal_module: 'module',
    function_signature: 'function',
    method_signature: 'method',
    abstract_method_signature: 'method',
  },
};

/** Every language that is read, by its grammar's name. */
export const languages = {
  javascript,
  typescript,
  tsx: { ...typescript, extensions: ['tsx'] },
  python: {
    extensions: ['py', 'pyi'],
    symbols: { function_definition: 'function', class_definition: 'class' },
    bindings: { assignment: ['left', 'right'] },
    values: { lambda: 'function' },
    calls: { call: 'function' },
    imports: ['import_statement', 'import_from_statement', 'future_import_statement'],
    comments: ['comment'],
    tests: { names: /^test/ },
    isJudged: true,
  },
  go: {
    extensions: ['go'],
    symbols: {
      function_declaration: 'function',
      method_declaration: 'method',
      type_spec: 'type',
      type_alias: 'type',
    },
    calls: { call_expression: 'function' },
    imports: ['import_spec'],
    comments: ['comment'],
    tests: { names: /^(?:Test|Benchmark|Fuzz|Example)(?:$|[^a-z])/ },
    isJudged: true,
  },
  rust: {
    extensions: ['rs'],
    symbols: {
      function_item: 'function',
      function_signature_item: 'function',
      struct_item: 'class',
      enum_item: 'enum',
      trait_item: 'interface',
      type_item: 'type',
      mod_item: 'module',
      macro_definition: 'function',
    },
    calls: { call_expression: 'function', macro_invocation: 'macro' },
    imports: ['use_declaration', 'extern_crate_declaration'],
    comments: ['line_comment', 'block_comment'],
    tests: { marks: /#\[(?:\w+::)*test\b/ },
    isJudged: true,
  },
  java: {
    extensions: ['java'],
    symbols: {
      class_declaration: 'class',
      interface_declaration: 'interface',
      enum_declaration: 'enum',
      record_declaration: 'class',
      annotation_type_declaration: 'interface',
      method_declaration: 'method',
      constructor_declaration: 'method',
    },
    calls: { method_invocation: 'name', object_creation_expression: 'type' },
    imports: ['import_declaration'],
    comments: ['line_comment', 'block_comment'],
    tests: { marks: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b/ },
    isJudged: true,
  },
  ruby: {
    extensions: ['rb', 'rake', 'gemspec'],
    symbols: { method: 'method', singleton_method: 'method', class: 'class', module: 'module' },
    calls: { call: 'method' },
    imports: [],
    comments: ['comment'],
    tests: { calls: /^(?:it|describe|context|specify|test)$/, names: /^test_/ },
    isJudged: true,
  },
  php: {
    extensions: ['php'],
    symbols: {
      function_definition: 'function',
      method_declaration: 'method',
      class_declaration: 'class',
      interface_declaration: 'interface',
      trait_declaration: 'class',
      enum_declaration: 'enum',
    },
    calls: {
      function_call_expression: 'function',
      member_call_expression: 'name',
      nullsafe_member_call_expression: 'name',
      scoped_call_expression: 'name',
    },
    imports: ['namespace_use_declaration'],
    comments: ['comment'],
    tests: { names: /^test/, marks: /#\[(?:\w+\\)*Test\b|@test\b/ },
    isJudged: true,
  },
  'c-sharp': {
    extensions: ['cs'],
    symbols: {
      class_declaration: 'class',
      struct_declaration: 'class',
      record_declaration: 'class',
      interface_declaration: 'interface',
      enum_declaration: 'enum',
      method_declaration: 'method',
      constructor_declaration: 'method',
      local_function_statement: 'function',
    },
    calls: { invocation_expression: 'function', object_creation_expression: 'type' },
    imports: ['using_directive'],
    comments: ['comment'],
    tests: { marks: /\[(?:Fact|Theory|Test|TestCase|TestMethod)\b/ },
    isJudged: false,
  },
  cpp: {
    extensions: ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'c', 'h'],
    symbols: {
      function_definition: 'function',
      class_specifier: 'class',
      struct_specifier: 'class',
      enum_specifier: 'enum',
      namespace_definition: 'module',
      alias_declaration: 'type',
    },
    calls: { call_expression: 'function' },
    imports: ['preproc_include', 'using_declaration'],
    comments: ['comment'],
    tests: { calls: /^(?:TEST|TEST_F|TEST_P|TEST_CASE|SCENARIO)$/ },
    isJudged: false,
  },
  bash: {
    extensions: ['sh', 'bash'],
    symbols: { function_definition: 'function' },
    calls: { command: 'name' },
    imports: [],
    comments: ['comment'],
    tests: {},
    isJudged: false,
  },
  powershell: {
    extensions: ['ps1', 'psm1'],
    symbols: { function_statement: 'function', class_statement: 'class', class_method_definition: 'method' },
    calls: { command: 'command_name' },
    imports: [],
    comments: ['comment'],
    tests: {},
    isJudged: false,
  },
  css: {
    extensions: ['css'],
    symbols: {},
    calls: {},
    imports: ['import_statement'],
    comments: ['comment'],
    tests: {},
    isJudged: false,
  },
} as const satisfies Readonly<Record<string, Language>>;

export type LanguageName = keyof typeof languages;

export function languageOf(name: LanguageName): Language {
  return languages[name];
}

/** The language of a file by its name's ending; undefined where none is known. */
export function languageOfPath(path: string): LanguageName | undefined {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : byExtension.get(extension);
}

const byExtension: ReadonlyMap<string, LanguageName> = new Map(
  names().flatMap((name) => languages[name].extensions.map((extension) => [extension, name] as const)),
);

function names(): readonly LanguageName[] {
  return [
    'javascript',
    'typescript',
    'tsx',
    'python',
    'go',
    'rust',
    'java',
    'ruby',
    'php',
    'c-sharp',
    'cpp',
    'bash',
    'powershell',
    'css',
  ];
}
