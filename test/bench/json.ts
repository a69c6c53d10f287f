/**
 * Decode of one account-status answer by the JSON port against bare `JSON.parse`: a ratio per shuffled round,
 * then median, lowest and highest. Run with `npx tsx test/bench/json.ts [accounts]`.
 */
import { json } from '../../src/http/json.ts';

const accounts = Number(process.argv[2] ?? 1000);
const rounds = 31;
const callsPerRound = 20;

const body = accountStatus(accounts);
const decoders = {
  'JSON.parse': () => JSON.parse(body) as unknown,
  "json.parse 'value'": () => json.parse(body),
  "json.parse 'text'": () => json.parse(body, 'text'),
};
type Name = keyof typeof decoders;
const names = Object.keys(decoders) as Name[];

const times = new Map<Name, number[]>(names.map((name) => [name, []]));
for (let round = -5; round < rounds; round++) {
  for (const name of shuffled(names)) {
    const started = process.hrtime.bigint();
    for (let call = 0; call < callsPerRound; call++) decoders[name]();
    const micros = Number(process.hrtime.bigint() - started) / 1000 / callsPerRound;
    if (round >= 0) times.get(name)?.push(micros);
  }
}

const base = times.get('JSON.parse') ?? [];
process.stdout.write(`${accounts} accounts, ${body.length} bytes, ${rounds} rounds of ${callsPerRound}\n`);
for (const name of names) {
  const own = times.get(name) ?? [];
  const ratios = own.map((micros, round) => micros / (base[round] ?? Number.NaN));
  const range = `min ${Math.min(...ratios).toFixed(2)}, max ${Math.max(...ratios).toFixed(2)}`;
  process.stdout.write(
    `${name.padEnd(20)} ${median(own).toFixed(0).padStart(6)} us  x${median(ratios).toFixed(2)} (${range})\n`,
  );
}

function accountStatus(count: number): string {
  const group = (status: string, first: number, last: number) => ({
    count: last - first,
    accounts: Array.from({ length: last - first }, (_, index) => ({
      account_detail: `user${first + index}@upi`,
      upi: `user${first + index}@upi`,
      phone_number: `98765${String(43210 + first + index)}`,
      status,
      account_no: String(100_000_000_000 + first + index),
      usage_enable: 'Enabled',
      usage_volum: String(5000 + index),
      limit_volum: '100000',
      rolling_balance: '250',
      available_limit: 94_750 - index,
    })),
  });
  const half = Math.ceil(count / 2);
  const data = { active: group('Active', 0, half), inactive: group('Inactive', half, count) };
  return JSON.stringify({ status: 'success', data });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
