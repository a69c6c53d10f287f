/** A guarantee, broken on purpose, and the tests that must notice. */
export interface Mutant {
  readonly name: string;
  /** The effect of the change, for the reader of the list. */
  readonly breaks: string;
  readonly file: string;
  /** Each `from` occurs exactly once in the file. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  readonly tests: readonly string[];
}

export const mutants: readonly Mutant[] = [
  {
    name: 'no-fsync',
    breaks: 'a change counts before it is on the disk',
    file: 'src/store/disk/chain-log.ts',
    edits: [['current.append(bytes, end.length)', 'current.write(bytes, end.length)']],
    tests: ['test/store/power.slow.test.ts'],
  },
  {
    name: 'old-state-taken',
    breaks: 'a state older than the recorded generation is accepted',
    file: 'src/store/state/load.ts',
    edits: [['if (generation < known) throw', 'if (generation < 0) throw']],
    tests: ['test/cli/doctor.test.ts'],
  },
  {
    name: 'two-writers',
    breaks: 'a second process uses the data folder as well',
    file: 'src/store/disk/lock.ts',
    edits: [['const living = rivals.filter(lives);', 'const living: string[] = [];']],
    tests: ['test/store/lock.test.ts'],
  },
  {
    name: 'no-aad',
    breaks: 'a sealed credential can be decrypted in another record',
    file: 'src/vault/envelope.ts',
    edits: [["'credential', provider, operator, connection, field]", "'credential']"]],
    tests: ['test/vault/vault.test.ts'],
  },
  {
    name: 'tag-4-bytes',
    breaks: 'a credential is decrypted with a truncated authentication tag',
    file: 'src/vault/bytes.ts',
    edits: [
      ['const tag = readBytes(ciphertext.tag, tagBytes);', 'const tag = readBytes(ciphertext.tag);'],
      [
        "createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })",
        "createDecipheriv('aes-256-gcm', key, iv)",
      ],
    ],
    tests: ['test/vault/vault.test.ts'],
  },
  {
    name: 'key-file-for-all',
    breaks: 'a key ring that others can read is used',
    file: 'src/vault/key-file.ts',
    edits: [['(stats.mode & 0o077) !== 0', 'stats.mode === 0']],
    tests: ['test/vault/key-file.test.ts'],
  },
  {
    name: 'default-allow',
    breaks: 'an unknown principal is admitted',
    file: 'src/core/access/policy.ts',
    edits: [["if (!isListed && need.kind !== 'anyone')", 'if (!isListed && grants.length < 0)']],
    tests: ['test/engine/access/matrix.test.ts'],
  },
  {
    name: 'granted-or-bound',
    breaks: 'in a group the grants alone decide, whatever operators are bound to it',
    file: 'src/core/access/policy.ts',
    edits: [['bound === undefined || bound.has(grant.operator)', 'bound !== null']],
    tests: ['test/engine/access/matrix.test.ts'],
  },
  {
    name: 'grants-for-ever',
    breaks: 'a grant applies after it has expired',
    file: 'src/core/access/policy.ts',
    edits: [['grant.expiresAt === undefined || grant.expiresAt > now', 'grant.principal.length > now - now']],
    tests: ['test/engine/access/matrix.test.ts'],
  },
  {
    name: 'decide-once',
    breaks: 'a reply is shown although the access changed during the request',
    file: 'src/engine/answer/answer.ts',
    edits: [
      [
        "if (again.kind === 'refused' || hasLost(allowed.access, again)) {",
        'if (hasLost(allowed.access, allowed.access)) {',
      ],
    ],
    tests: ['test/engine/access/graphs.test.ts'],
  },
  {
    name: 'no-audit-before-effect',
    breaks: 'a command runs before, or without, its audit entry',
    file: 'src/engine/answer/audit.ts',
    edits: [
      [
        '      await audit(entry);\n      return entry;',
        '      void audit(entry).catch(() => {});\n      return entry;',
      ],
    ],
    tests: ['test/engine/answer/answer.test.ts'],
  },
  {
    name: 'no-audit-of-the-host',
    breaks: 'the host CLI changes things without a record',
    file: 'src/host/action.ts',
    edits: [['    await record();\n', '']],
    tests: ['test/host/actions.test.ts'],
  },
  {
    name: 'single-flight-shared',
    breaks: 'two operators share one answer when their credentials are the same',
    file: 'src/engine/readings/readings.ts',
    edits: [['stringify([operator.id, id, provider,', 'stringify([provider,']],
    tests: ['test/engine/access/graphs.test.ts'],
  },
  {
    name: 'redact-only',
    breaks: 'a provider that repeats a credential is quoted in the reply',
    file: 'src/core/provider/quote.ts',
    edits: [
      [
        'if (looksLikeCredential(message) || hidden.some((secret) => secret.isIn(message))) return undefined;',
        '',
      ],
    ],
    tests: ['test/cli/secrets.slow.test.ts'],
  },
  {
    name: 'no-scrubber',
    breaks: 'the log is written without scrubbing',
    file: 'src/observe/log.ts',
    edits: [['scrubber.scrub(text)', 'text']],
    tests: ['test/observe/log.test.ts'],
  },
  {
    name: 'follow-redirects',
    breaks: 'a redirect is followed, and its target is read as the answer',
    file: 'src/http/exchange.ts',
    edits: [["if (code >= 300 && code < 400) return fail('response', 'redirected');", '']],
    tests: ['test/http/client.test.ts'],
  },
  {
    name: 'codes-for-ever',
    breaks: 'an invitation works more than once',
    file: 'src/engine/access/invitations.ts',
    edits: [['        await change.delete(invites, key);\n', '']],
    tests: ['test/engine/access/registry.test.ts'],
  },
  {
    name: 'guess-for-ever',
    breaks: 'guesses of an invitation code are not limited',
    file: 'src/engine/access/invitations.ts',
    edits: [['if (tries.count >= maxGuesses)', 'if (tries.count < 0)']],
    tests: ['test/engine/access/registry.test.ts'],
  },
  {
    name: 'rotation-brings-back',
    breaks: 'a removed connection is stored again with its new credentials',
    file: 'src/host/actions/connection.ts',
    edits: [['if (now === undefined || placeOf(now) !== placeOf(record)) return false;', '']],
    tests: ['test/host/actions.test.ts'],
  },
  {
    name: 'mark-before-send',
    breaks: 'an alert is recorded as sent before it is sent',
    file: 'src/engine/alerts/deliver/dispatcher.ts',
    edits: [
      [
        '    const result = await sendAttempt(attempt, ports);\n',
        "    const early = { kind: 'sent', message: 'early' } as const;\n    await store.transact((change) => recordOutcome(change, attempt, early, clock.now(), ports));\n    const result = await sendAttempt(attempt, ports);\n",
      ],
    ],
    tests: ['test/engine/alerts/deliver/deliver.test.ts'],
  },
  {
    name: 'no-attempt-record',
    breaks: 'an alert is sent without a record of the attempt',
    file: 'src/engine/alerts/deliver/next.ts',
    edits: [['  await putPost(change, id, post);\n  const redacted', '  const redacted']],
    tests: ['test/engine/alerts/deliver/repeat.test.ts'],
  },
  {
    name: 'unmarked-repeat',
    breaks: 'a message that a crash left in doubt is repeated without a mark',
    file: 'src/core/alerts/post.ts',
    edits: [['maybeSent: isInDoubt(post),\n  } as const', 'maybeSent: false,\n  } as const']],
    tests: ['test/core/alerts/post.test.ts'],
  },
  {
    name: 'ignore-retry-after',
    breaks: 'a platform that asks for a pause is called again after a second',
    file: 'src/engine/alerts/deliver/outcome.ts',
    edits: [
      ['const ms = Math.min(Math.max(0, wait), maxDueAhead);', 'const ms = Math.min(1_000, maxDueAhead);'],
    ],
    tests: ['test/engine/alerts/deliver/deliver.test.ts'],
  },
  {
    name: 'resolve-on-missing',
    breaks: 'a subject that is no longer read counts as recovered',
    file: 'src/engine/alerts/evaluate/decide.ts',
    edits: [["record.incident, { kind: 'unknown' }", "record.incident, { kind: 'ok', recovered: true }"]],
    tests: ['test/engine/alerts/evaluate/silence.test.ts'],
  },
  {
    name: 'timer-based-dedup',
    breaks: 'an alert that is open for five minutes fires again',
    file: 'src/core/alerts/incident.ts',
    edits: [
      [
        "    case 'breach':\n      return isOpenIncident(incident)\n",
        "    case 'breach':\n      return isOpenIncident(incident) && now - (incident.firedAt ?? now) < 300_000\n",
      ],
    ],
    tests: ['test/engine/alerts/waves.slow.test.ts'],
  },
  {
    name: 'no-calm',
    breaks: 'an alert notifies of every recovery and every escalation',
    file: 'src/core/alerts/timing.ts',
    edits: [['  cooldown: hour,\n', '  cooldown: 0,\n']],
    tests: ['test/engine/alerts/waves.slow.test.ts'],
  },
  {
    name: 'silence-forgets',
    breaks: 'subjects that an unavailable list has not contained for a week are forgotten with their alerts',
    file: 'src/engine/alerts/evaluate/memory.ts',
    edits: [['if (!complete.has(last.from)) subjects', 'if (complete.size < 0) subjects']],
    tests: ['test/engine/alerts/evaluate/silence.test.ts'],
  },
  {
    name: 'gap-recorded-first',
    breaks: 'a downtime is recorded as over before it is announced',
    file: 'src/engine/alerts/monitor/downtime.ts',
    edits: [['    if (downtime !== undefined && now >= downtime.from) return;\n', '']],
    tests: ['test/engine/alerts/monitor.test.ts'],
  },
  {
    name: 'login-for-ever',
    breaks: 'a login that was refused is tried at every question',
    file: 'src/providers/wallets-api/auth.ts',
    edits: [['clock.mono() < rejected.until', 'clock.mono() < 0']],
    tests: ['test/providers/wallets-api/auth.test.ts'],
  },
  {
    name: 'blind-late',
    breaks: 'missing data is reported after a quarter of an hour',
    file: 'src/rules/no-data.ts',
    edits: [['now - since >= noDataAfter', 'now - since >= 3 * noDataAfter']],
    tests: ['test/engine/alerts/no-data.slow.test.ts'],
  },
  {
    name: 'two-clocks',
    breaks: 'a gap is written at every poll, as the two clocks drift apart',
    file: 'src/engine/alerts/poll/observe.ts',
    edits: [['Math.abs(at - known.at) < maxDrift', 'at === known.at']],
    tests: ['test/engine/alerts/evaluate/silence.test.ts'],
  },
  {
    name: 'gone-for-ever',
    breaks: 'an alert about a forgotten subject stays open forever',
    file: 'src/engine/alerts/evaluate/decide.ts',
    edits: [['if (isForgotten(result.subject) || (incident', 'if ((incident']],
    tests: ['test/engine/alerts/evaluate/silence.test.ts'],
  },
  {
    name: 'same-is-over',
    breaks: 'an equal response is skipped although an alert is open',
    file: 'src/engine/alerts/evaluate/skip-unchanged.ts',
    edits: [['  if (existing.length > 0) return undefined;\n', '']],
    tests: ['test/engine/alerts/evaluate/skip-unchanged.test.ts'],
  },
  {
    name: 'old-thresholds',
    breaks: 'a new threshold has no effect until the next figure changes',
    file: 'src/engine/alerts/evaluate/skip-unchanged.ts',
    edits: [['credentials, fingerprint, set]', 'credentials, fingerprint]']],
    tests: ['test/engine/alerts/evaluate/skip-unchanged.test.ts'],
  },
  {
    name: 'stuck-connections',
    breaks: 'each rejected certificate occupies a connection permanently',
    file: 'src/http/pool-fast.ts',
    edits: [['      forget(client);\n', '']],
    tests: ['test/http/faults.slow.test.ts'],
  },
];
