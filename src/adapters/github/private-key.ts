import { createPrivateKey } from 'node:crypto';

/** Whether the text is a key that can sign for an App: RSA, in PEM. */
export function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
