import type { AlertService } from '../../core/alerts/service.ts';

/** The service of a process without a monitor: no alert is open, and no threshold can be set. */
export const noAlerts: AlertService = {
  open: async () => [],
  acknowledge: async () => ({ kind: 'unknown' }),
  snooze: async () => ({ kind: 'unknown' }),
  thresholds: async () => [],
  setThreshold: async () => {
    throw new Error('this process monitors nothing');
  },
  drill: async () => [],
  refresh: () => {},
};
