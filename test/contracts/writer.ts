import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { endWithParent } from './child.ts';

/** Writes one row after another into the embedded database of a folder, and says each when it is acknowledged. */
endWithParent();
const { ledger } = await openEmbedded(process.argv[2] as string);
for (let number = 1; ; number += 1) {
  const id = `row ${number}`;
  await ledger.redeliveries.remember(id, number);
  console.log(id);
}
