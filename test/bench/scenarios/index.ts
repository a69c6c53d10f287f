import type { Scenario } from '../harness/scenario.ts';
import { alerts } from './alerts.ts';
import { backlog } from './backlog.ts';
import { dispatch } from './dispatch.ts';
import { fairness } from './fairness.ts';
import { outbound } from './outbound.ts';
import { provider } from './provider.ts';
import { slack } from './slack.ts';
import { soak } from './soak.ts';
import { start } from './start.ts';
import { store } from './store.ts';
import { sweep } from './sweep.ts';
import { telegram } from './telegram.ts';

/** Every scenario, in running order. */
export const scenarios: readonly Scenario[] = [
  provider,
  store,
  dispatch,
  telegram,
  slack,
  outbound,
  backlog,
  start,
  alerts,
  fairness,
  sweep,
  soak,
];
