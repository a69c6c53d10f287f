import * as z from 'zod';
import { adapters } from '../adapters/index.ts';
import { isIdentity } from './core/access/identity.ts';
import type { Principal } from './core/access/policy.ts';
import { SetupError } from './core/errors/errors.ts';
import { isLoopback } from './core/net/url.ts';
import { isTimeZone } from './core/provider/fields.ts';
import { logLevels } from './observe/log.ts';

/** Settings of the process; those of an adapter are in its folder. */
const processSettings = z.object({
  DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of the state; created at first use, accessible to its owner only'),
  MASTER_KEY_FILE: z
    .string()
    .default('./walletwatch.key')
    .describe('the key ring that encrypts credentials, created by `key init`; never inside `DATA_DIR`'),
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
      (admins): admins is Principal[] => admins.every(isIdentity),
      'takes comma-separated principals, as /whoami shows them',
    )
    .describe('comma-separated principals who administer everything; they see figures only with a grant'),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,255}$/, 'is not a host name or address')
    .default('127.0.0.1')
    .describe('address of the HTTP listener: webhooks, `/healthz`, `/readyz`, `/metrics`'),
  PORT: wholeNumber(0, 65_535).default(8080).describe('port of the HTTP listener; 0 is any free port'),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'is not an IANA time zone such as Asia/Kolkata')
    .default('Asia/Kolkata')
    .describe('time zone of the dates that users read'),
  LOCALE: z
    .string()
    .refine(isLocale, 'is not a locale such as en-IN')
    .default('en-IN')
    .describe('locale of the figures and dates that users read'),
  CACHE_SECONDS: wholeNumber(0, 3600)
    .default(15)
    .describe('how long a provider response is reused, shown with its age; 0 is off'),
  POLL_SECONDS: wholeNumber(1, 3600)
    .default(60)
    .describe('how often the monitor polls each watched connection'),
  PROVIDER_DEADLINE_MS: wholeNumber(250, 60_000)
    .default(8000)
    .describe('how long one provider call may take, with its retries'),
  HEARTBEAT_URL: z
    .url({ protocol: /^https?$/, error: 'is not an https address such as https://example.com/ping' })
    .transform((text) => new URL(text))
    .refine(isSecure, 'is plain http, which is accepted for this machine only: use https')
    .optional()
    .describe('address that is pinged every minute while the monitor works'),
  LOG_LEVEL: z
    .enum(logLevels, { error: `is not one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('lowest level of the JSON log lines on stderr'),
  SANDBOX: z
    .enum(['1', 'large'], { error: 'takes 1 or large' })
    .optional()
    .describe('`1`: the sandbox beside real connections; `large`: its operator with 400 accounts'),
  SANDBOX_DRAIN: z
    .literal('1', { error: 'takes 1' })
    .optional()
    .describe(
      '`1`: the accounts of the sandbox run down in real time, and the console receives their alerts',
    ),
});

export type BotSettings = z.output<typeof processSettings> & {
  /** The settings of each adapter, by its id. */
  readonly adapters: Readonly<Record<string, unknown>>;
  /** Whether any setting of an adapter is set. */
  readonly hasAdapter: boolean;
};

/** A row of the settings table in the README. */
export interface SettingRow {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
}

/** Reads the environment and `.env` in the working folder; the environment takes precedence. */
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

/** Parses an environment. Throws a `SetupError` (78) with every error, without values. An empty setting is not set. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): BotSettings {
  const values = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const faults: string[] = [];
  const parse = <S extends z.ZodType>(schema: S): z.output<S> | undefined => {
    const parsed = schema.safeParse(values);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')} ${issue.message}.`);
    return undefined;
  };
  const ofProcess = parse(processSettings);
  const ofAdapters = Object.fromEntries(adapters.map((adapter) => [adapter.id, parse(adapter.settings)]));
  if (ofProcess === undefined || faults.length > 0) throw new SetupError([...new Set(faults)]);
  const adapterNames = adapters.flatMap(({ settings }) => Object.keys(shapeOf(settings)));
  const hasAdapter = adapterNames.some((name) => values[name] !== undefined);
  return { ...ofProcess, adapters: ofAdapters, hasAdapter };
}

/** Lists every setting in order, for the README and `.env.example`. */
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

/** Returns the fields of a settings object, which may be wrapped in checks across fields. */
export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}

function wholeNumber(min: number, max: number) {
  const problem = `takes a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((value) => value >= min && value <= max, problem);
}

function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname);
}

function isLocale(name: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}
