import type { Millis } from './clock.ts';

const units: Readonly<Record<string, Millis>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Parses `15m`, `2h`, `90d` or `2w`; undefined for anything else. */
export function parseDuration(text: string): Millis | undefined {
  const match = /^(\d{1,5})\s*([mhdw])$/i.exec(text);
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  const amount = Number(match?.[1]);
  return unit === undefined || amount === 0 ? undefined : amount * unit;
}

/** Formats a duration in at most two units, the largest first: `2 h 5 min`, `90 days`, `40 s`. */
export function formatDuration(millis: Millis): string {
  const steps = [
    [86_400_000, 'day', 'days'],
    [3_600_000, 'h', 'h'],
    [60_000, 'min', 'min'],
    [1_000, 's', 's'],
  ] as const;
  const parts: string[] = [];
  let rest = Math.max(0, millis);
  for (const [size, one, many] of steps) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${amount === 1 ? one : many}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length > 0 ? parts.join(' ') : '0 s';
}
