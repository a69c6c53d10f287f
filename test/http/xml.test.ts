import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import { xml } from '../../src/http/xml.ts';

function faultBy(body: string): { reason: string; looksLike?: string } {
  try {
    xml.parse(body);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ProviderError);
    return faultOf(thrown);
  }
  return { reason: 'none' };
}

describe('an element', () => {
  it.each([
    ['<A>50.00</A>', { A: '50.00' }],
    [
      '<?xml version="1.0" encoding="UTF-8"?>\n<T><ID>00189</ID><N> 1e3 </N></T>',
      { T: { ID: '00189', N: ' 1e3 ' } },
    ],
    ['\ufeff<A>0x1F</A>\n', { A: '0x1F' }],
    ['<T><A/><B></B><C> </C></T>', { T: { A: '', B: '', C: ' ' } }],
    ['<T><A>1</A>\n<A>2</A></T>', { T: { A: ['1', '2'] } }],
    ['<A><![CDATA[5 < 6 & <!-- 7 -->]]></A>', { A: '5 < 6 & <!-- 7 -->' }],
    ['<A>5<![CDATA[0]]>.<![CDATA[00]]></A>', { A: '50.00' }],
    ['<A><![CDATA[&amp;]]>&amp;</A>', { A: '&amp;&' }],
    ['<A>&lt;&gt;&quot;&apos;&amp;lt;&#50;&#x33;</A>', { A: '<>"\'&lt;23' }],
    ['<A kind="007">5</A>', { A: '5' }],
    ['<A b=">" >5</A>', { A: '5' }],
  ])('%j preserves its text', (body, wanted) => {
    expect(xml.parse(body)).toEqual(wanted);
  });

  it('returns any text, escaped or not', () => {
    const text = fc.stringMatching(/^[\t -~\u00a0-\u024f]{0,40}$/);
    const escaped = (value: string) =>
      value.replace(/[&<>]/g, (char) => (char === '&' ? '&amp;' : `&#${char.charCodeAt(0)};`));
    fc.assert(
      fc.property(text, (value) => {
        expect(xml.parse(`<T><A>${escaped(value)}</A></T>`)).toEqual({ T: { A: value } });
        if (!value.includes(']]>')) expect(xml.parse(`<A><![CDATA[${value}]]></A>`)).toEqual({ A: value });
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a body', () => {
  it.each([
    ['<A>5<!-- -->0</A>', 'xml'],
    ['<A>5<?x y?>0</A>', 'xml'],
    ['<A>5<B/>0</A>', 'xml'],
    ['<A b="<![CDATA[">5<!-- -->0]]></A>', 'xml'],
    ['<!DOCTYPE a [<!ENTITY x "1">]><a>&x;</a>', 'xml'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>1</a>', 'xml'],
    ['<A>&x;</A>', 'xml'],
    ['<A>&constructor;</A>', 'xml'],
    ['<A>&#0;</A>', 'xml'],
    ['<A>&#xD800;</A>', 'xml'],
    ['<A>&#99999999;</A>', 'xml'],
    ['<A>a & b</A>', 'xml'],
    ['<A>50', 'xml'],
    ['<T><A>50</A>', 'xml'],
    ['<T><A>50</B></T>', 'xml'],
    ['<A>1</A><A>2</A>', 'xml'],
    ['<A/>1', 'xml'],
    ['<A>1</A> done', 'xml'],
    ['<__proto__><balance>1</balance></__proto__>', 'xml'],
    ['<a>'.repeat(60) + '</a>'.repeat(60), 'xml'],
    ['<T><constructor>1</constructor></T>', 'xml'],
    ['<html><body>busy<br></body></html>', 'html'],
    ['<br />\n<b>Warning</b>: x in y<br />\n<A>1</A>', 'php-warning'],
    ['{"a":1}', 'json'],
    ['busy', 'text'],
    ['', 'empty'],
  ])('%j is malformed', (body, looksLike) => {
    expect(faultBy(body)).toEqual({ reason: 'malformed', looksLike });
  });

  it('truncated anywhere is malformed', () => {
    const whole = '<?xml version="1.0"?><T><A><![CDATA[50.00]]></A><B>x</B></T>';
    for (let length = 0; length < whole.length; length++) {
      expect(faultBy(whole.slice(0, length)).reason).toBe('malformed');
    }
  });

  it('of more than 64 KiB is rejected', () => {
    expect(faultBy(`<A>${'5'.repeat(65_536)}</A>`)).toEqual({ reason: 'too-large' });
  });

  it('of 64 KiB is parsed quickly, whatever it contains', () => {
    const started = process.hrtime.bigint();
    for (const piece of [
      '<a/>',
      '<a>',
      '&#50;',
      '&',
      '<',
      '<![CDATA[',
      '<![CDATA[]]>',
      '<a b="',
      '<?',
      '\n',
    ]) {
      faultBy(`<T>${piece.repeat(Math.floor(65_000 / piece.length))}</T>`);
    }
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(10);
  });

  it('of any kind returns a value or an error with a reason', () => {
    const seed = '<?xml version="1.0"?><T><A><![CDATA[50.00]]></A><B x="1">a&amp;b</B><B/></T>';
    const piece = fc.constantFrom(
      '<',
      '>',
      '&',
      '</T>',
      '<!',
      '<![CDATA[',
      ']]>',
      '<?',
      '__proto__',
      '"',
      '&#48;',
    );
    const mutated = fc.tuple(fc.nat(seed.length), fc.nat(6), piece).map(([at, cut, text]) => {
      return seed.slice(0, at) + text + seed.slice(at + cut);
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated), (body) => {
        expect(['none', 'malformed']).toContain(faultBy(body).reason);
      }),
      { numRuns: 10_000 },
    );
  });
});
