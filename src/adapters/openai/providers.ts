import type { Abilities, Prices, Provider, Providers } from './provider.ts';

/**
 * All that is known of providers, and the only file that names them. Prices and windows are those of the pages named as sources,
 * and are left out where a price depends on the length of the prompt. MODELS_FILE may change and add anything.
 */

const usual: Abilities = {
  structured: 'none',
  tools: 'native',
  window: null,
  stretch: 1,
  answer: { parameter: 'max_tokens', tokens: null },
  prices: null,
};

const longer =
  'start the server with a longer context, or set MODEL_WINDOW to what it has; for Ollama that is num_ctx of the model, or OLLAMA_CONTEXT_LENGTH of the server';

const hosted = 'set MODEL_WINDOW to what the model has';

const openai: Provider = {
  baseUrl: 'https://api.openai.com/v1',
  keyVariable: 'OPENAI_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: {
    ...usual,
    structured: 'json_schema',
    answer: { parameter: 'max_completion_tokens', tokens: null },
  },
  models: [
    { names: ['gpt-5', 'gpt-5-2025*'], window: 400_000, prices: openaiPrices(1.25, 0.125, 10, '2025-08-07') },
    {
      names: ['gpt-5-mini', 'gpt-5-mini-2025*'],
      window: 400_000,
      prices: openaiPrices(0.25, 0.025, 2, '2025-08-07'),
    },
    {
      names: ['gpt-5-nano', 'gpt-5-nano-2025*'],
      window: 400_000,
      prices: openaiPrices(0.05, 0.005, 0.4, '2025-08-07'),
    },
    { names: ['gpt-5.4-mini*'], window: 400_000, prices: openaiPrices(0.75, 0.075, 4.5, '2026-06-01') },
    { names: ['gpt-5.4-nano*'], window: 400_000, prices: openaiPrices(0.2, 0.02, 1.25, '2026-06-01') },
    { names: ['gpt-5*'], window: 400_000 },
    {
      names: ['gpt-4.1', 'gpt-4.1-2025*'],
      window: 1_047_576,
      prices: openaiPrices(2, 0.5, 8, '2025-04-14'),
    },
    { names: ['gpt-4.1-mini*'], window: 1_047_576, prices: openaiPrices(0.4, 0.1, 1.6, '2025-04-14') },
    { names: ['gpt-4.1-nano*'], window: 1_047_576, prices: openaiPrices(0.1, 0.025, 0.4, '2025-04-14') },
    {
      names: ['gpt-4o-mini', 'gpt-4o-mini-2024*'],
      window: 128_000,
      prices: openaiPrices(0.15, 0.075, 0.6, '2024-10-02'),
    },
    {
      names: ['gpt-4o', 'gpt-4o-2024-08*', 'gpt-4o-2024-11*'],
      window: 128_000,
      prices: openaiPrices(2.5, 1.25, 10, '2024-10-02'),
    },
    { names: ['o3', 'o3-2025*'], window: 200_000, prices: openaiPrices(2, 0.5, 8, '2025-06-10') },
    {
      names: ['o4-mini', 'o4-mini-2025*'],
      window: 200_000,
      prices: openaiPrices(1.1, 0.275, 4.4, '2025-06-10'),
    },
  ],
};

function openaiPrices(input: number, cached: number, out: number, date: string): Prices {
  return { in: input, cached, out, source: 'https://openai.com/api/pricing', date };
}

/** Its compatible endpoint ignores `response_format`; from 4.7 on its encoding makes more tokens of a text. */
const anthropic: Provider = {
  baseUrl: 'https://api.anthropic.com/v1',
  keyVariable: 'ANTHROPIC_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: { ...usual, stretch: 1.6, window: 200_000, answer: { parameter: 'max_tokens', tokens: 32_000 } },
  models: [
    { names: ['claude-fable-5-1*'], window: 1_000_000, prices: anthropicPrices(10, 0.25, 50) },
    { names: ['claude-fable-5*'], window: 1_000_000, prices: anthropicPrices(10, 1, 50) },
    { names: ['claude-opus-5-5*'], window: 1_000_000, prices: anthropicPrices(4, 0.2, 20) },
    {
      names: ['claude-opus-5*', 'claude-opus-4-8*', 'claude-opus-4-7*'],
      window: 1_000_000,
      prices: anthropicPrices(5, 0.5, 25),
    },
    {
      names: ['claude-opus-4-6*', 'claude-opus-4-5*'],
      stretch: 1.25,
      window: 200_000,
      prices: anthropicPrices(5, 0.5, 25),
    },
    { names: ['claude-sonnet-5-5*'], window: 1_000_000, prices: anthropicPrices(2, 0.2, 10) },
    { names: ['claude-sonnet-5*'], window: 1_000_000, prices: anthropicPrices(2, 0.2, 10) },
    { names: ['claude-sonnet-4-5*'], stretch: 1.25, prices: anthropicPrices(3, 0.3, 15) },
    { names: ['claude-haiku-4-5*'], stretch: 1.25, prices: anthropicPrices(1, 0.1, 5) },
    { names: ['claude-haiku-5-5*'], window: 1_000_000 },
  ],
};

function anthropicPrices(input: number, cached: number, out: number): Prices {
  const source = 'https://platform.claude.com/docs/en/about-claude/pricing';
  return { in: input, cached, out, source, date: '2026-10-24' };
}

/** From Gemini 3 on, calls of tools are refused without a signature that the protocol has no place for: they are made in the text. */
const google: Provider = {
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  keyVariable: 'GEMINI_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: { ...usual, structured: 'json_schema', tools: 'none', window: 1_048_576 },
  models: [
    { names: ['gemini-2.5-flash-lite*'], tools: 'native', prices: geminiPrices(0.1, 0.4) },
    { names: ['gemini-2.5-flash', 'gemini-2.5-flash-0*'], tools: 'native', prices: geminiPrices(0.3, 2.5) },
    { names: ['gemini-2*'], tools: 'native' },
  ],
};

function geminiPrices(input: number, out: number): Prices {
  const source = 'https://ai.google.dev/gemini-api/docs/pricing';
  return { in: input, cached: null, out, source, date: '2025-07-22' };
}

const xai: Provider = {
  baseUrl: 'https://api.x.ai/v1',
  keyVariable: 'XAI_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: { ...usual, structured: 'json_schema', window: 131_072 },
  models: [{ names: ['grok-4', 'grok-4-07*', 'grok-code-*'], window: 256_000 }],
};

/** What a model can do depends on who serves it. */
const openrouter: Provider = {
  baseUrl: 'https://openrouter.ai/api/v1',
  keyVariable: 'OPENROUTER_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: usual,
  models: [{ names: ['openai/*'], structured: 'json_schema' }],
};

/** A model is named by its deployment, which tells nothing of what it is. */
const azure: Provider = {
  baseUrl: '{AZURE_OPENAI_ENDPOINT}/openai/v1',
  keyVariable: 'AZURE_OPENAI_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: {
    ...usual,
    structured: 'json_schema',
    answer: { parameter: 'max_completion_tokens', tokens: null },
  },
  models: [],
};

const mistral: Provider = {
  baseUrl: 'https://api.mistral.ai/v1',
  keyVariable: 'MISTRAL_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: { ...usual, structured: 'json_schema', stretch: 1.2, window: 128_000 },
  models: [
    { names: ['mistral-large-2411'], prices: mistralPrices(2, 6) },
    { names: ['mistral-medium-2505'], prices: mistralPrices(0.4, 2) },
  ],
};

function mistralPrices(input: number, out: number): Prices {
  return { in: input, cached: null, out, source: 'https://mistral.ai/pricing', date: '2025-05-07' };
}

/** Its thinking models want their thoughts back between calls, which the protocol has no place for: their calls are made in the text. */
const deepseek: Provider = {
  baseUrl: 'https://api.deepseek.com/v1',
  keyVariable: 'DEEPSEEK_API_KEY',
  needsKey: true,
  whenCut: hosted,
  abilities: { ...usual, structured: 'json_object', tools: 'none', stretch: 1.2, window: 128_000 },
  models: [{ names: ['deepseek-chat'], tools: 'native', answer: { parameter: 'max_tokens', tokens: 8_192 } }],
};

const own = { needsKey: false, whenCut: longer, models: [] };

const ollama: Provider = {
  ...own,
  baseUrl: 'http://localhost:11434/v1',
  keyVariable: 'OLLAMA_API_KEY',
  abilities: { ...usual, structured: 'json_schema', stretch: 1.2 },
};

const vllm: Provider = {
  ...own,
  baseUrl: 'http://localhost:8000/v1',
  keyVariable: 'VLLM_API_KEY',
  abilities: { ...usual, structured: 'json_schema', stretch: 1.2 },
};

const llamacpp: Provider = {
  ...own,
  baseUrl: 'http://localhost:8080/v1',
  keyVariable: 'LLAMACPP_API_KEY',
  abilities: { ...usual, structured: 'json_schema', stretch: 1.2 },
};

const lmstudio: Provider = {
  ...own,
  baseUrl: 'http://localhost:1234/v1',
  keyVariable: 'LMSTUDIO_API_KEY',
  abilities: { ...usual, structured: 'json_schema', stretch: 1.2 },
};

export const providers: Providers = {
  named: {
    openai,
    anthropic,
    google,
    xai,
    openrouter,
    azure,
    mistral,
    deepseek,
    ollama,
    vllm,
    llamacpp,
    lmstudio,
  },
  elsewhere: {
    ...own,
    baseUrl: '{OPENAI_BASE_URL}',
    keyVariable: 'OPENAI_API_KEY',
    abilities: usual,
  },
};
