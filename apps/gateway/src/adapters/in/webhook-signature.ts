import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `signature` (base64 of HMAC-SHA256 over the raw body) was made with one of the secrets. All are
 * tried whatever the outcome, and compared in constant time.
 */
export function isSignedBy(secrets: readonly string[], body: Buffer, signature: string): boolean {
  const given = Buffer.from(signature, 'base64');
  return secrets
    .map((secret) => {
      const expected = createHmac('sha256', secret).update(body).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    })
    .includes(true);
}
