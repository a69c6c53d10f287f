/**
 * Plants fifty credentials, runs every fault of the sandbox and a provider that echoes requests, and searches all output
 * and files for them in all encodings. Prints the figures; exits with 1 if one is found. `secrets [faults]`
 */
import { huntSecrets } from '../cli/hunt/hunt.ts';
import { buildProgram } from '../cli/program.ts';

const started = performance.now();
const program = buildProgram();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { secrets, faults, bytes, hits, unexpected } = await huntSecrets(program, {
  secrets: 50,
  faults: Number(process.argv[2] ?? 200),
});
program.remove();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const size = `${(bytes / 1024).toFixed(0)} KiB`;
print(
  `secrets: ${secrets} planted, ${faults} provider failures, ${size} searched, ${hits.length} hits, ${seconds} s`,
);
for (const fault of [...hits, ...unexpected].slice(0, 20)) print(`FAULT ${fault}`);
if (secrets < 50) print('FAULT fewer than 50 secrets were planted');
process.exitCode = hits.length + unexpected.length > 0 || secrets < 50 ? 1 : 0;
