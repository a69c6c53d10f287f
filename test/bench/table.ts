import { type Finding, isMet } from './harness/figures.ts';

/** Returns the findings as a Markdown table, as in `docs/benchmarks.md`. */
export function renderTable(found: ReadonlyMap<string, readonly Finding[]>): string {
  const rows = [...found].flatMap(([scenario, findings]) => {
    return findings.map((finding): readonly string[] => {
      const { name, unit, ours, against, ratio, min, max, goal, sense } = finding;
      const bound = `${sense === 'max' ? '<=' : '>='} ${goal}`;
      return [
        scenario,
        name,
        `${shown(ours)} / ${shown(against)} ${unit}`,
        ratio.toFixed(2),
        `${min.toFixed(2)} .. ${max.toFixed(2)}`,
        bound,
        isMet(finding) ? 'met' : 'missed',
      ];
    });
  });
  const header = ['scenario', 'against', 'ours / against', 'ratio', 'min .. max', 'goal', ''];
  const widths = header.map((title, column) => {
    return Math.max(title.length, 3, ...rows.map((row) => row[column]?.length ?? 0));
  });
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(header), rule, ...rows.map(line)].join('\n');
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
