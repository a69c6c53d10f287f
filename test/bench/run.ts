/** Runs one scenario in a process of its own, and hands what it found to who started it. */
import { scenarios } from './scenarios/index.ts';

const scenario = scenarios.find(({ name }) => name === process.argv[2]);
if (scenario === undefined) throw new Error(`there is no scenario ${process.argv[2]}`);
const findings = await scenario.run((line) => process.stderr.write(`  ${line}\n`));
process.send?.({ findings });
process.exit(0);
