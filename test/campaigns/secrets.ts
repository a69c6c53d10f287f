/**
 * Fifty planted credentials, every fault of the sandbox and a provider that repeats what it hears: looks for each of
 * them, in all encodings, in all that was said and left. Prints figures; exits 1 when one is found. `secrets [faults]`
 */
import { huntSecrets } from '../cli/hunt/hunt.ts';
import { buildProgram } from '../cli/program.ts';

const started = performance.now();
const program = buildProgram();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { secrets, faults, bytes, hits, amiss } = await huntSecrets(program, {
  secrets: 50,
  faults: Number(process.argv[2] ?? 200),
});
program.remove();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const size = `${(bytes / 1024).toFixed(0)} KiB`;
print(
  `secrets: ${secrets} planted, ${faults} faults, ${size} looked through, ${hits.length} hits, ${seconds} s`,
);
for (const fault of [...hits, ...amiss].slice(0, 20)) print(`FAULT ${fault}`);
if (secrets < 50) print('FAULT fewer than 50 were planted');
process.exitCode = hits.length + amiss.length > 0 || secrets < 50 ? 1 : 0;
