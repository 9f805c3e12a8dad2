import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { type Attack, classes, type Told } from './attack.ts';
import { missing } from './needs.ts';
import { type Machine, openMachine, type Place } from './place.ts';

/** Makes each attack twice on this machine: in its tame form, where it must do harm, and in its full one, where it must do none. */
export function judge(attacks: readonly Attack[]): void {
  let machine: Machine;
  before(async () => {
    machine = await openMachine();
    assert.equal((await machine.sandbox.state()).is, 'verified');
  });
  after(() => machine[Symbol.asyncDispose]());

  for (const [name, source] of Object.entries(classes)) {
    const members = attacks.filter((attack) => attack.class === name);
    if (members.length > 0)
      suite(`${name} (${source})`, () => {
        for (const attack of members) test(attack.name, (context) => judgeOne(attack, context));
      });
  }

  async function judgeOne(attack: Attack, context: TestContext): Promise<void> {
    const reason = await missing(attack.needs, machine);
    if (reason !== undefined) {
      console.log(`not run: ${attack.name}: ${reason}`);
      return context.skip(reason);
    }
    const tame = await machine.visit(async (place) => {
      await attack.build(place, 'tame');
      return outcome(place, await attack.tame(place));
    });
    assert.deepEqual(
      new Set(tame.harm),
      new Set(attack.harm),
      `in its tame form it does not act: ${tame.output}`,
    );
    const full = await machine.visit(async (place) => {
      await attack.build(place, 'full');
      return outcome(place, await attack.held(place));
    });
    assert.deepEqual(full.harm, [], full.output);
    if (typeof attack.ended === 'string') assert.equal(full.ended, attack.ended, full.output);
    else assert.match(full.ended, attack.ended);
  }
}

async function outcome(place: Place, told: Told): Promise<Told> {
  return { ...told, harm: await place.harm(told), output: told.output.slice(0, 2_000) };
}
