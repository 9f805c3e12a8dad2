/**
 * The kernel's lock on a file, by way of SQLite: it ends with the process however that ends, and holds between containers, where
 * process ids say nothing. Undefined where somebody else has it.
 */
export async function lockFile(path: string): Promise<(() => void) | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('pragma journal_mode = memory; begin exclusive');
    return () => file.close();
  } catch {
    file.close();
    return undefined;
  }
}
