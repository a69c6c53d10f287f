import type { Mac } from '../disk/chain.ts';

/** The last record of the audit at some moment; `seq` 0 before the first. */
export interface AuditHead {
  readonly seq: number;
  readonly mac: Mac;
}
