import { generateKeyPairSync, sign } from 'node:crypto';

/** A self-signed certificate for loopback, created at every start. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

interface Subject {
  readonly host: string;
  readonly address?: readonly [number, number, number, number];
  /** Two-digit year; the certificate expires on its first day. */
  readonly until: string;
}

/** Creates an X.509 version 3 certificate for one host: ECDSA with P-256 and SHA-256, valid since 2000. */
export function createCertificate({ host, address, until }: Subject): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(host)))));
  const names = [der(0x82, Buffer.from(host)), ...(address ? [der(0x87, Buffer.from(address))] : [])];
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(0x30, day('00'), day(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, subjectAltName, der(0x04, der(0x30, ...names))))),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der(0x30, body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** Encodes one DER value: its tag, its length and its content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function day(year: string): Buffer {
  return der(0x17, Buffer.from(`${year}0101000000Z`));
}

const commonName = der(0x06, Buffer.from('550403', 'hex'));
const subjectAltName = der(0x06, Buffer.from('551d11', 'hex'));
const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
