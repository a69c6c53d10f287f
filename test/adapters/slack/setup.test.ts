import { describe, expect, it } from 'vitest';
import { slackAdapter } from '../../../adapters/slack/index.ts';
import { botScopes } from '../../../adapters/slack/manifest.ts';
import { slackSettings } from '../../../adapters/slack/settings.ts';
import { SetupError } from '../../../src/core/errors/errors.ts';
import { reply } from '../../../src/core/reply/build.ts';
import { type DeskOptions, openDesk, until } from '../../emulators/slack/desk.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { bot } from '../../emulators/slack/state.ts';
import { createFakeClock } from '../../fakes/clock.ts';

const answer = async () => reply('x', []);
const token = { SLACK_BOT_TOKEN: bot.botToken };

/** The errors of settings, each with the setting's name. */
function faultsOf(given: Readonly<Record<string, string>>): string[] {
  const checked = slackSettings.safeParse(given);
  return checked.success
    ? []
    : checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

/** The error that ends a start. */
async function refusal(options: Partial<DeskOptions>): Promise<SetupError> {
  try {
    await (await openDesk({ mode: 'socket', answer, ...options })).close();
  } catch (thrown) {
    if (thrown instanceof SetupError) return thrown;
    throw thrown;
  }
  throw new Error('it started');
}

describe('the settings of Slack', () => {
  it('do not open Slack without a token', async () => {
    expect(await slackAdapter.open(slackSettings.parse({}), {} as never)).toBeUndefined();
  });

  it('accept a bot token with those of socket mode or HTTP mode', () => {
    expect(faultsOf({ ...token, SLACK_APP_TOKEN: bot.appToken })).toEqual([]);
    expect(faultsOf({ ...token, SLACK_SIGNING_SECRET: bot.signingSecret, SLACK_TEAM_ID: 'T1TEAM' })).toEqual(
      [],
    );
  });

  it.each([
    [token, /^SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing/],
    [{ ...token, SLACK_APP_TOKEN: bot.appToken, SLACK_SIGNING_SECRET: bot.signingSecret }, /both set/],
    [{ SLACK_APP_TOKEN: bot.appToken }, /^SLACK_BOT_TOKEN is missing/],
    [{ SLACK_TEAM_ID: 'T1TEAM' }, /^SLACK_BOT_TOKEN is missing/],
    [{ SLACK_BOT_TOKEN: bot.appToken, SLACK_APP_TOKEN: bot.appToken }, /^SLACK_BOT_TOKEN is not a bot token/],
    [{ ...token, SLACK_APP_TOKEN: bot.botToken }, /^SLACK_APP_TOKEN is not an app-level token/],
    [{ ...token, SLACK_SIGNING_SECRET: 'short' }, /^SLACK_SIGNING_SECRET is not a signing secret/],
    [{ ...token, SLACK_SIGNING_SECRET: bot.signingSecret, SLACK_TEAM_ID: 'acme' }, /^SLACK_TEAM_ID is not/],
    [{ SLACK_API_URL: 'http://slack.com/api/' }, /^SLACK_API_URL is plain http/],
    [{ SLACK_API_URL: 'https://u:p@slack.com/api/' }, /^SLACK_API_URL contains a user name/],
    [{ SLACK_API_URL: 'slack' }, /^SLACK_API_URL is not a URL/],
  ])('report one error for %j', (given, fault) => {
    const faults = faultsOf(given);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
    for (const value of Object.values(given)) if (value.length > 12) expect(faults[0]).not.toContain(value);
  });

  it('report all errors at once', () => {
    expect(faultsOf({ SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'y', SLACK_TEAM_ID: 'z' })).toHaveLength(3);
  });

  it('become secrets, which cannot be printed', () => {
    const given = slackSettings.parse({ ...token, SLACK_APP_TOKEN: bot.appToken });
    expect(JSON.stringify(given)).not.toContain('AbCdEf');
    expect(JSON.stringify(given)).not.toContain('aabbcc');
  });
});

describe('a start', () => {
  it.each([
    [
      'a wrong bot token',
      { SLACK_BOT_TOKEN: 'xoxb-1-2-wrong-wrong' },
      /^SLACK_BOT_TOKEN is not accepted by Slack \(invalid_auth\)/,
    ],
    [
      'a wrong app token',
      { SLACK_APP_TOKEN: 'xapp-1-A-2-wrongwrong' },
      /^SLACK_APP_TOKEN is not accepted by Slack \(invalid_auth\)/,
    ],
    [
      'another workspace',
      { SLACK_TEAM_ID: 'T9OTHER' },
      /^SLACK_TEAM_ID is T9OTHER, but SLACK_BOT_TOKEN belongs to T0WATCH01/,
    ],
  ])('with %s ends with exit code 78 and one line', async (_, change, line) => {
    const refused = await refusal({ settings: change });
    expect(refused.exitCode).toBe(78);
    expect(refused.faults).toHaveLength(1);
    expect(refused.faults[0]).toMatch(line);
  });

  it('without a scope of the manifest ends with exit code 78 and names it', async () => {
    const scopes = botScopes.filter((scope) => scope !== 'chat:write');
    const refused = await refusal({ mode: 'http', scopes });
    expect(refused.exitCode).toBe(78);
    expect(refused.faults).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN lacks chat:write: update the app/),
    ]);
  });

  it('succeeds if Slack does not list the scopes', async () => {
    const desk = await openDesk({ mode: 'http', answer, tellsScopes: false });
    expect(desk.adapter.health?.()).toEqual({ ready: true });
    await desk.close();
  });

  it('retries in the background while Slack cannot be reached', async () => {
    const clock = createFakeClock();
    const slack = await startSlack({ now: clock.now });
    slack.trouble(() => ({ kind: 'status', status: 500 }));
    const desk = await openDesk({ mode: 'http', answer, clock, slack });
    expect(desk.adapter.health?.()).toMatchObject({ ready: false });
    const early = await slack.slash('/balance');
    expect(early.status).toBe(503);
    slack.trouble(undefined);
    await until(() => clock.sleepers() > 0);
    await clock.advance(1000);
    await until(() => desk.adapter.health?.().ready === true);
    expect(await slack.slash('/balance')).toMatchObject({ status: 200 });
    await desk.close();
    await slack.close();
  });

  it('can be stopped while it retries', async () => {
    const clock = createFakeClock();
    const slack = await startSlack({ now: clock.now });
    slack.trouble(() => ({ kind: 'reset' }));
    const desk = await openDesk({ mode: 'socket', answer, clock, slack });
    await desk.close();
    await slack.close();
  });

  it('never logs a token, whatever fails', async () => {
    const slack = await startSlack();
    slack.trouble(({ method }) => (method === 'auth.test' ? undefined : { kind: 'status', status: 502 }));
    const desk = await openDesk({ mode: 'http', answer, slack });
    await slack.slash('/balance');
    await until(() => desk.logged.length > 0);
    const logged = desk.logged.join('\n');
    for (const secret of [bot.botToken, bot.signingSecret, '/commands/'])
      expect(logged).not.toContain(secret);
    await desk.close();
    await slack.close();
  });
});
