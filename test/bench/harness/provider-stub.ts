import { type Answer, answerOf, headerIn, type Incoming } from './http.ts';

/** Returns the credential by which the provider stub identifies an operator. */
export const keyOf = (operator: number): string => `bench-key-${String(operator).padStart(6, '0')}`;

/** Returns the name of an account, which no other operator has. Its figures are unique as well. */
export const nameOf = (operator: number, index: number): string => `op${operator}-${index}@bank`;
export const availableOf = (operator: number, index: number): number => 50_000 - operator * 7 - index * 13;

/** The remaining limit of an account that is almost used up: critical by the default threshold. */
const lowOf = (_operator: number, index: number): number => 900 + index;

/** Returns an account-status answer as in the provider's documents: half active, half inactive, figures as text and as numbers. */
export function statusBody(operator: number, accounts: number, leftOf = availableOf): string {
  const row = (index: number, status: string) => {
    const left = leftOf(operator, index);
    return {
      account_detail: nameOf(operator, index),
      upi: nameOf(operator, index),
      phone_number: String(9_876_500_000 + index),
      status,
      account_no: String(100_000_000_000 + operator * 1000 + index),
      usage_enable: 'Enabled',
      usage_volum: String(99_750 - left),
      limit_volum: '100000',
      rolling_balance: '250',
      available_limit: left,
    };
  };
  const group = (status: string, first: number, last: number) => ({
    count: last - first,
    accounts: Array.from({ length: last - first }, (_, index) => row(first + index, status)),
  });
  const half = Math.ceil(accounts / 2);
  const data = { active: group('Active', 0, half), inactive: group('Inactive', half, accounts) };
  return JSON.stringify({ status: 'success', data });
}

/** The number of operators with their own figures. Others repeat these, so that the memory of the stub is bounded. */
const differing = 1024;

/** Creates a stub that answers account status by credential and counts the questions. `low`: limits are almost used up. */
export function createProviderStub(accounts: number, { low = false } = {}) {
  const answers = new Map<number, Buffer>();
  const unknown = answerOf('{"status":"error","message":"Invalid API key"}', 'application/json', 401);
  let calls = 0;
  let delay = 0;
  let slowFrom = 0;
  let spent = 0;

  return {
    handle({ head }: Incoming): Answer {
      calls += 1;
      const key = headerIn(head, 'api-key');
      const operator = Number(/^bench-key-(\d{6})$/.exec(key)?.[1] ?? Number.NaN);
      if (Number.isNaN(operator)) return unknown;
      const shown = operator % differing;
      const leftOf = (operator: number, index: number) =>
        (low ? lowOf : availableOf)(operator, index) - spent;
      const bytes = answers.get(shown) ?? answerOf(statusBody(shown, accounts, leftOf));
      answers.set(shown, bytes);
      return delay === 0 || operator < slowFrom ? bytes : { bytes, after: delay };
    },
    calls: () => calls,
    /** Simulates a payment to every account. */
    spend() {
      spent += 1;
      answers.clear();
    },
    /** Delays every answer by `millis` from now on, except those of operators below `from`. */
    slow(millis: number, from = 0) {
      delay = millis;
      slowFrom = from;
    },
  };
}
