import type { OperatorId } from '../access/policy.ts';
import type { Currency } from '../money/money.ts';
import type { Answer, Ask, Capability, MissingCapability, Query, Reading } from '../provider/provider.ts';

/** An open connection as commands see it. Its questions resolve to readings and never throw. */
export interface Source {
  readonly operator: { readonly id: OperatorId; readonly name: string };
  readonly connection: { readonly id: string; readonly provider: string };
  readonly can: { readonly [C in Capability]?: (query: Query<C>, ask?: Ask) => Promise<Reading<Answer<C>>> };
  readonly currency?: Currency;
  readonly timeZone: string;
  readonly lacks: readonly MissingCapability[];
}
