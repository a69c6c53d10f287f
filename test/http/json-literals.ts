import fc from 'fast-check';

/** Number literals of the JSON grammar: short and long, with and without decimals and exponents. */
export const numberLiteral = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,21}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,14}$/), fc.stringMatching(/^\.\d{0,6}0{1,4}$/)),
    fc.oneof({ weight: 6, arbitrary: fc.constant('') }, fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''))
  .filter((text) => !/\.$|\.e/i.test(text));

export const digitsMode = fc.constantFrom('value' as const, 'text' as const);
