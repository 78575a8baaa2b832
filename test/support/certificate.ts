import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';

/** An authority, or a server's certificate by one, in PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

interface Authority extends Certified {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** A certificate authority of the test's own. */
export function authority(name: string): Authority {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({ subject: name, publicKey: pair.publicKey, issuer: name, by: pair.privateKey, host: null });
  return { name, cert, key: pem(pair.privateKey), privateKey: pair.privateKey };
}

/** A server's certificate for a host name or an IPv4 address. */
export function serverCertificate(host: string, by: Authority): Certified {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { publicKey } = pair;
  return {
    cert: certificate({ subject: host, publicKey, issuer: by.name, by: by.privateKey, host }),
    key: pem(pair.privateKey),
  };
}

interface Wanted {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly by: KeyObject;
  /** Null for an authority. */
  readonly host: string | null;
}

let serial = 1;

/** X.509 version 3, signed with ECDSA and SHA-256 (RFC 5280), written out here because Node makes none. */
function certificate({ subject, publicKey, issuer, by, host }: Wanted): string {
  const algorithm = sequence(oid('2a8648ce3d040302'));
  serial += 1;
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(serial),
    algorithm,
    named(issuer),
    sequence(utcTime(2020), utcTime(2045)),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(host === null ? basicConstraints() : alternativeName(host))),
  );
  const signature = sign('sha256', body, by);
  const whole = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature));
  return new X509Certificate(whole).toString();
}

function basicConstraints(): Buffer {
  const critical = tagged(0x01, Buffer.from([0xff]));
  return sequence(oid('551d13'), critical, tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))));
}

function alternativeName(host: string): Buffer {
  const address = /^[\d.]+$/.test(host);
  const name = address ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host));
  return sequence(oid('551d11'), tagged(0x04, sequence(name)));
}

function named(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

function utcTime(year: number): Buffer {
  return tagged(0x17, Buffer.from(`${String(year % 100)}0101000000Z`));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
