import { registerHooks } from 'node:module';

/**
 * For `--import`: half of the time that a process takes to load the app goes into drizzle's package.json, 180 KB that Node reads
 * anew for each of its files. So its own imports, which are all relative, are found without asking there.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('.') && context.parentURL?.includes('/node_modules/drizzle-orm/') === true
      ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
