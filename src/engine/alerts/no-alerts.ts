import type { AlertService } from '../../core/alerts/service.ts';

/** The desk of a process that watches nothing: nothing is open, and nothing can be set. */
export const noAlerts: AlertService = {
  open: async () => [],
  acknowledge: async () => ({ kind: 'unknown' }),
  snooze: async () => ({ kind: 'unknown' }),
  thresholds: async () => [],
  setThreshold: async () => {
    throw new Error('nothing is watched by this process');
  },
  drill: async () => [],
  refresh: () => {},
};
