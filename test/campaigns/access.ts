/**
 * Random grants and bindings, and changes while a provider is being asked: prints figures, and exits 1 with the smallest
 * graph that lets a figure into a chat that may not see it. `access [graphs]`
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
