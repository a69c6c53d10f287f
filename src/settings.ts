import * as z from 'zod';
import { adapters } from '../adapters/index.ts';
import type { Principal } from './core/access/policy.ts';
import { SetupError } from './core/errors/errors.ts';
import { isLoopback } from './core/net/url.ts';
import { logLevels } from './observe/log.ts';

/** Settings of the process itself; each adapter's own stay in its folder. */
const processSettings = z.object({
  DATA_DIR: z
    .string()
    .default('./data')
    .describe('where state lives; made at first use, for its owner alone'),
  MASTER_KEY_FILE: z
    .string()
    .default('./walletwatch.key')
    .describe('the key ring that seals credentials, made by `key init`; never inside `DATA_DIR`'),
  ADMINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine(
      (admins): admins is Principal[] => admins.every(isPrincipal),
      'takes principals as /whoami shows them, parted by commas',
    )
    .describe('principals who administer everything, parted by commas; they see figures only where granted'),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,255}$/, 'is not a host name or address')
    .default('127.0.0.1')
    .describe('where the HTTP listener is: webhooks, `/healthz`, `/readyz`'),
  PORT: whole(0, 65_535).default(8080).describe('its port; 0 takes any'),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'is not an IANA time zone such as Asia/Kolkata')
    .default('Asia/Kolkata')
    .describe("the reader's time zone"),
  LOCALE: z
    .string()
    .refine(isLocale, 'is not a locale such as en-IN')
    .default('en-IN')
    .describe('how figures and dates are written'),
  CACHE_SECONDS: whole(0, 3600)
    .default(15)
    .describe('how long an answer of a provider serves again, shown with its age; 0 is off'),
  POLL_SECONDS: whole(1, 3600).default(60).describe('how often the monitor asks each watched connection'),
  PROVIDER_DEADLINE_MS: whole(250, 60_000)
    .default(8000)
    .describe('how long one question to a provider may take, retries included'),
  HEARTBEAT_URL: z
    .url({ protocol: /^https?$/, error: 'is not an https address' })
    .transform((text) => new URL(text))
    .refine(isSafe, 'is plain http: only this machine may be reached so')
    .optional()
    .describe('pinged every minute while the monitor truly works'),
  LOG_LEVEL: z
    .enum(logLevels, { error: `is not one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('log lines on stderr, as JSON, from this level'),
  SANDBOX: z
    .enum(['1', 'large'], { error: 'takes 1 or large' })
    .optional()
    .describe('`1`: the sandbox beside real connections; `large`: its operator with 400 accounts'),
  SANDBOX_DRAIN: z
    .literal('1', { error: 'takes 1' })
    .optional()
    .describe("`1`: the sandbox's accounts run down in real time, and the console has their alerts"),
});

export type BotSettings = z.output<typeof processSettings> & {
  /** Checked settings of each adapter, by its id. */
  readonly adapters: Readonly<Record<string, unknown>>;
  /** Whether any setting of any adapter is given. */
  readonly asked: boolean;
};

/** A line of the settings table. */
export interface SettingRow {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
}

/** The settings of the environment and of `.env` in the working folder; the environment wins. */
export function loadSettings(): BotSettings {
  try {
    process.loadEnvFile();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new SetupError(['.env cannot be read: check its permissions, or remove it.']);
    }
  }
  return readSettings(process.env);
}

/** Checks an environment. Throws `SetupError` (78) that names every fault at once, never a value. An empty setting is not set. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): BotSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const faults: string[] = [];
  const check = <S extends z.ZodType>(schema: S): z.output<S> | undefined => {
    const checked = schema.safeParse(given);
    if (checked.success) return checked.data;
    for (const issue of checked.error.issues) faults.push(`${issue.path.join('.')} ${issue.message}.`);
    return undefined;
  };
  const own = check(processSettings);
  const ofAdapters = Object.fromEntries(adapters.map((adapter) => [adapter.id, check(adapter.settings)]));
  if (own === undefined || faults.length > 0) throw new SetupError([...new Set(faults)]);
  const names = adapters.flatMap(({ settings }) => namesOf(settings));
  return { ...own, adapters: ofAdapters, asked: names.some((name) => given[name] !== undefined) };
}

/** Every setting, in order: for the README and `.env.example`. */
export function settingRows(): readonly SettingRow[] {
  const schemas: readonly z.ZodType[] = [processSettings, ...adapters.map((adapter) => adapter.settings)];
  return schemas.flatMap((schema) => {
    return Object.entries(shapeOf(schema)).map(([name, setting]) => {
      const absent = setting.safeParse(undefined);
      const fallback = absent.success && absent.data !== undefined ? String(absent.data) : '';
      return { name, meaning: setting.description ?? '', fallback };
    });
  });
}

/** The fields of a settings object, with or without checks across them. */
function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}

function namesOf(schema: z.ZodType): readonly string[] {
  return Object.keys(shapeOf(schema));
}

function whole(least: number, most: number) {
  const problem = `takes a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((value) => value >= least && value <= most, problem);
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname);
}

function isPrincipal(text: string): text is Principal {
  return /^[a-z]+:[A-Za-z0-9:-]{1,80}$/.test(text);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isLocale(name: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}
