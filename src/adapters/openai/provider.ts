import { z } from 'zod';

const Dollars = z.number().nonnegative();

/** US dollars for a million tokens, as the price list named as source said on that day. */
export const Prices = z
  .strictObject({
    in: Dollars,
    /** For tokens of the prompt that the server had in its cache; null where that is not known, and they count as any other. */
    cached: Dollars.nullable(),
    out: Dollars,
    source: z.string().min(1),
    date: z.iso.date(),
  })
  .readonly();
export type Prices = z.infer<typeof Prices>;

const abilities = {
  /** What of `response_format` the server holds a model to. */
  structured: z.enum(['json_schema', 'json_object', 'none']),
  /** Whether tools are called by the server's own protocol, or described and called in the text. */
  tools: z.enum(['native', 'none']),
  /** Tokens that prompt and answer may have together; null where it depends on how the server was started. */
  window: z.int().positive().nullable(),
  /** How many tokens of the model come on one of our count at most: 1 for encodings near that of OpenAI's models. */
  stretch: z.number().min(1),
  /** What the limit of an answer is called, and the limit that is sent; with null none is, and the server's own holds. */
  answer: z
    .strictObject({
      parameter: z.enum(['max_tokens', 'max_completion_tokens']),
      tokens: z.int().positive().nullable(),
    })
    .readonly(),
  /** Null where they are not known for certain: then dollars are unknown, and never 0. */
  prices: Prices.nullable(),
};

/** What a model behind a server can do. */
export const Abilities = z.object(abilities).readonly();
export type Abilities = z.infer<typeof Abilities>;

/** Models of a provider that differ from the others: by name, where `*` stands for anything. */
const Exception = z
  .strictObject({
    names: z.array(z.string().min(1)).min(1).readonly(),
    ...z.object(abilities).partial().shape,
  })
  .readonly();

const provider = {
  /** Where its models are asked; a variable in braces stands for the value of that setting. */
  baseUrl: z.string().min(1),
  /** The setting that holds the key. */
  keyVariable: z.string().regex(/^[A-Z][A-Z0-9_]*_API_KEY$/, 'must be a name such as CORP_API_KEY'),
  needsKey: z.boolean(),
  /** What helps where the server cuts prompts short without a word, as the end of a sentence. */
  whenCut: z.string().min(1),
};

/** A service or a program that models are asked at, and what its models can do. The first exception that fits counts. */
export const Provider = z
  .object({ ...provider, abilities: Abilities, models: z.array(Exception).readonly() })
  .readonly();
export type Provider = z.infer<typeof Provider>;

/** All providers by name, and the server at OPENAI_BASE_URL, of which nothing is known. */
export interface Providers {
  readonly named: Readonly<Record<string, Provider>>;
  readonly elsewhere: Provider;
}

const Change = z.strictObject({
  ...z.object(provider).partial().shape,
  abilities: z.strictObject(abilities).partial().optional(),
  models: z.array(Exception).optional(),
});
type Change = z.infer<typeof Change>;

/** What a deployment says of providers: changes to those that are known, and new ones. */
export const ProviderChanges = z.strictObject({
  providers: z.record(z.string().regex(/^[a-z][a-z0-9.-]*$/), Change).default({}),
  elsewhere: Change.default({}),
});
export type ProviderChanges = z.infer<typeof ProviderChanges>;

/**
 * The providers with the changes on top. A new one begins as the server at OPENAI_BASE_URL does, with a key of its own name,
 * such as CORP_API_KEY for `corp`.
 */
export function changeProviders({ named, elsewhere }: Providers, changes: ProviderChanges): Providers {
  const changed = Object.entries(changes.providers).map(([name, change]) => {
    const keyVariable = `${name.toUpperCase().replaceAll(/[.-]/g, '_')}_API_KEY`;
    return [name, changeProvider(named[name] ?? { ...elsewhere, keyVariable }, change)] as const;
  });
  return {
    named: { ...named, ...Object.fromEntries(changed) },
    elsewhere: changeProvider(elsewhere, changes.elsewhere),
  };
}

function changeProvider(provider: Provider, change: Change): Provider {
  const { abilities, models = [], ...rest } = change;
  return Provider.parse({
    ...provider,
    ...rest,
    abilities: { ...provider.abilities, ...abilities },
    models: [...models, ...provider.models],
  });
}

/** What the provider's model of this name can do. */
export function abilitiesOf({ abilities, models }: Provider, model: string): Abilities {
  const exception = models.find(({ names }) => names.some((pattern) => fits(pattern, model)));
  return Abilities.parse({ ...abilities, ...exception });
}

function fits(pattern: string, model: string): boolean {
  const parts = pattern.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(model);
}

/** The provider that a name begins with up to its first slash, and the rest; a name without one is wholly the model's, elsewhere. */
export function providerOf(name: string, { named, elsewhere }: Providers): NamedModel {
  const slash = name.indexOf('/');
  const first = slash === -1 ? name : name.slice(0, slash);
  const provider = Object.hasOwn(named, first) ? named[first] : undefined;
  if (provider === undefined) return { provider: elsewhere, model: name, isNamed: false };
  return { provider, model: slash === -1 ? '' : name.slice(slash + 1), isNamed: true };
}

interface NamedModel {
  readonly provider: Provider;
  /** Empty where only a provider is named. */
  readonly model: string;
  readonly isNamed: boolean;
}

/** What the model of this name costs; null where that is not known. */
export function priceAt(name: string, providers: Providers): Prices | null {
  const { provider, model } = providerOf(name, providers);
  return abilitiesOf(provider, model).prices;
}
