/** Runs one scenario in its own process, and sends its findings to the parent process. */
import { scenarios } from './scenarios/index.ts';

const scenario = scenarios.find(({ name }) => name === process.argv[2]);
if (scenario === undefined) throw new Error(`there is no scenario ${process.argv[2]}`);
const findings = await scenario.run((line) => process.stderr.write(`  ${line}\n`));
process.send?.({ findings });
process.exit(0);
