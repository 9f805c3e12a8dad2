import { z } from 'zod';

/** What a `package.json` says about the files that its package's name stands for. */
export const PackageEntry = z.object({
  name: z.string().catch(''),
  main: z.string().catch(''),
  exports: z.unknown().optional(),
});
export type PackageEntry = Readonly<z.infer<typeof PackageEntry>>;

/** The scripts that an import of a package, or of its folder, may give: those of `main` first, as the manifest writes them. */
export function entryScripts({ main, exports }: Pick<PackageEntry, 'main' | 'exports'>): readonly string[] {
  return [...(main === '' ? [] : [main]), ...scriptsIn(ownExports(exports))];
}

/** Exports have the package itself under a dot, unless they are of nothing else. */
function ownExports(exports: unknown): unknown {
  const own = z.object({ '.': z.unknown() }).safeParse(exports);
  return own.success && own.data['.'] !== undefined ? own.data['.'] : exports;
}

/** Wherever conditions have put them; declarations of types are none. */
function scriptsIn(exports: unknown): readonly string[] {
  if (typeof exports === 'string') return /(?<!\.d)\.[cm]?[jt]sx?$/.test(exports) ? [exports] : [];
  if (typeof exports !== 'object' || exports === null) return [];
  return Object.values(exports).flatMap(scriptsIn);
}
