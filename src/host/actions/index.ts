import type { Action } from '../action.ts';
import { auditActions } from './audit.ts';
import { backupActions } from './backup.ts';
import { bindActions } from './bind.ts';
import { connectionActions } from './connection.ts';
import { doctorActions } from './doctor.ts';
import { grantActions } from './grant.ts';
import { inviteActions } from './invite.ts';
import { keyActions } from './key.ts';
import { operatorActions } from './operator.ts';

/** Every action that the host CLI can request from the running bot. */
export const hostActions: readonly Action[] = [
  ...operatorActions,
  ...connectionActions,
  ...grantActions,
  ...bindActions,
  ...inviteActions,
  ...keyActions,
  ...auditActions,
  ...backupActions,
  ...doctorActions,
];
