/** Comparing and deriving secrets, with nothing but WebCrypto. */

const encoder = new TextEncoder()

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)))

/** Takes as long for any two, whatever they have in common. */
const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return difference === 0
}

/** Are they the same? Their digests are compared: neither length nor beginning shows in the time. */
export const equalSecrets = async (given: string, expected: string): Promise<boolean> => {
  const [a, b] = await Promise.all([digest(given), digest(expected)])
  return equalBytes(a, b)
}

/** Whoever has the secret can make this of the text, and nobody else: HMAC-SHA-256, in hexadecimal. */
export const seal = async (secret: string, text: string): Promise<string> => {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)))
  return [...signature].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
