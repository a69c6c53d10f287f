import { SetupError } from '../core/errors/errors.ts';
import { runProgram } from './program.ts';

runProgram(process.argv.slice(2)).catch((thrown: unknown) => {
  const faults =
    thrown instanceof SetupError
      ? thrown.faults
      : ['Something failed that should not have: run it again with LOG_LEVEL=debug and report it.'];
  for (const fault of faults) process.stderr.write(`walletwatch: ${fault}\n`);
  process.exitCode = thrown instanceof SetupError ? thrown.exitCode : 1;
});
