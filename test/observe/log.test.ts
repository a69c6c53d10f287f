import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret/secret.ts';
import { createLog } from '../../src/observe/log.ts';
import { createScrubber, encodings } from '../../src/observe/scrub.ts';

const value = 'k3y/with+odd "chars" & ₹';

describe('the scrubber', () => {
  it('hides a registered secret in every encoding', () => {
    const scrubber = createScrubber();
    scrubber.register(new Secret(value));
    for (const form of encodings(value)) {
      expect(scrubber.scrub(`before ${form} after`)).toBe('before [secret] after');
    }
  });

  it('hides secrets that contain, start like or overlap each other', () => {
    const scrubber = createScrubber();
    for (const each of ['inner-1', 'an-inner-1-end', 'an-inner-1', 'nd-other-2', 'an-inner-2']) {
      scrubber.register(new Secret(each));
    }
    const hidden = (text: string) => scrubber.scrub(`<${text}>`);
    expect(hidden('inner-1')).toBe('<[secret]>');
    expect(hidden('an-inner-1-end')).toBe('<[secret]>');
    expect(hidden('an-inner-1-end-other-2')).toBe('<[secret]>');
    expect(hidden('an-inner-2, an-inner-1, an-inner-3')).toBe('<[secret], [secret], an-inner-3>');
    expect(hidden('an-inner-1an-inner-2')).toBe('<[secret][secret]>');
  });

  it.each([
    ['a Telegram token', '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr'],
    ['a Slack token', 'xoxb-123456789012-abcdefABCDEF'],
    ['a bearer header', 'Bearer abc.def-ghi_jkl'],
    ['a checksum in a form', 'checksum=72ce8cfbb1347905c34e121336bb3d09'],
    ['a key in JSON text', '{\\"private_key\\":\\"53b7602609702bf0055437c5edec157b\\"}'],
  ])('hides %s that was not registered', (_name, text) => {
    expect(createScrubber().scrub(text)).toContain('[secret]');
    expect(createScrubber().scrub(text)).not.toContain(text.slice(-12, -4));
  });

  it('does not change ordinary text', () => {
    const text = 'answered balance in 120 ms for operator acme, 12 of 400 accounts, 31-12-2023';
    expect(createScrubber().scrub(text)).toBe(text);
  });
});

describe('the log', () => {
  it('writes one scrubbed JSON line per event', () => {
    const written: string[] = [];
    const scrubber = createScrubber();
    const log = createLog('info', scrubber, { write: (text) => written.push(text) });
    scrubber.register(new Secret(value));
    log.info('answered', { command: 'balance', text: `key ${value}` });
    log.debug('not shown');
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 'info',
      msg: 'answered',
      text: 'key [secret]',
    });
  });
});

describe('a Secret', () => {
  const secret = new Secret(value);

  it.each([
    ['a template', `${secret}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspection', inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['concatenation', `a${String(secret)}`],
    ['its entries', JSON.stringify(Object.entries(secret))],
    ['a clone', inspect(structuredClone({ ...secret }))],
  ])('is not visible in %s', (_name, shown) => {
    expect(shown).not.toContain('k3y');
  });

  it('is returned by reveal only', () => {
    expect(secret.reveal()).toBe(value);
  });
});
