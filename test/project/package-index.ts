import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** A Python package index on this machine, with one package: `sample`, in versions 1.0 and 2.0. */
export interface PackageIndex extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for. */
  asked(): readonly string[];
}

export async function openPackageIndex(folder: string): Promise<PackageIndex> {
  execFileSync('/usr/bin/python3', ['-c', wheels], { cwd: folder });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path === '/simple/sample/') {
      const links = ['1.0', '2.0'].map((version) => `<a href="/${nameOf(version)}">${nameOf(version)}</a>`);
      response
        .setHeader('content-type', 'text/html')
        .end(`<!DOCTYPE html><html><body>${links.join('')}</body></html>`);
      return;
    }
    readFile(join(folder, path)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function nameOf(version: string): string {
  return `sample-${version}-py3-none-any.whl`;
}

/** The smallest wheels that there can be. */
const wheels = `
import zipfile
for version in ("1.0", "2.0"):
    with zipfile.ZipFile(f"sample-{version}-py3-none-any.whl", "w") as out:
        out.writestr("sample.py", f"version = '{version}'\\n")
        info = f"sample-{version}.dist-info/"
        out.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: sample\\nVersion: {version}\\n")
        out.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: us\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        out.writestr(info + "RECORD", f"sample.py,,\\n{info}METADATA,,\\n{info}WHEEL,,\\n{info}RECORD,,\\n")
`;
