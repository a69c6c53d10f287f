import type { Mac } from '../disk/chain.ts';

/** The last record of the audit at one moment; `seq` is 0 if there is none. */
export interface AuditHead {
  readonly seq: number;
  readonly mac: Mac;
}
