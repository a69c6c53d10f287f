/**
 * Kills every command that rotates a key or a credential at each of its changes to the disk, and checks that all
 * credentials can still be decrypted. Prints the figures; exits with 1 if one cannot. `rotation [one point in]`
 */
import { buildProgram } from '../cli/program.ts';
import { killRotations } from '../cli/rotation-kills.ts';

const started = performance.now();
const program = buildProgram();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { points, killed, faults } = await killRotations(program, Number(process.argv[2] ?? 1));
program.remove();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
print(
  `rotation: ${points} points, ${killed} kills, ${faults.length} credentials lost or mixed, ${seconds} s`,
);
for (const fault of faults.slice(0, 20)) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 || killed === 0 ? 1 : 0;
