/**
 * Kills every command that turns the key ring or a credential at everything that it changes on the disk, and looks
 * whether all credentials still open. Prints figures; exits 1 when one does not. `rotation [one point in]`
 */
import { buildProgram } from '../cli/program.ts';
import { turnAndKill } from '../cli/turning.ts';

const started = performance.now();
const program = buildProgram();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { points, killed, faults } = await turnAndKill(program, Number(process.argv[2] ?? 1));
program.remove();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
print(
  `rotation: ${points} points, ${killed} kills, ${faults.length} credentials lost or mixed, ${seconds} s`,
);
for (const fault of faults.slice(0, 20)) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 || killed === 0 ? 1 : 0;
