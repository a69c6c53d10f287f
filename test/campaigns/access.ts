/**
 * Generates random grants and bindings and changes them during provider calls. Prints the figures; exits with 1 and the
 * smallest graph that shows a figure in a chat without access. `access [graphs]`
 */
import { checkGraphs } from '../engine/access/graph.ts';

const started = performance.now();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const { graphs, lines, figures, withheld, refused } = await checkGraphs(Number(process.argv[2] ?? 10_000));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(
    `graphs: ${graphs}, lines ${lines}: ${figures} replies with figures, ${withheld} withheld, ${refused} refused, 0 leaks, ${seconds} s`,
  );
} catch (thrown) {
  print(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
