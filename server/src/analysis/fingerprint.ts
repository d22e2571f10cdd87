/** FNV-1a of 64 bits over UTF-16 units, as sixteen hexadecimal digits: short, stable, the same on every machine. */
export function hashOf(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low ^= unit & 0xff;
    [high, low] = timesPrime(high, low >>> 0);
    low ^= unit >>> 8;
    [high, low] = timesPrime(high, low >>> 0);
  }
  return hexadecimal(high) + hexadecimal(low);
}

/** The prime is 2^40 + 0x1b3; the products stay below 2^53, so doubles hold them exactly. */
function timesPrime(high: number, low: number): [number, number] {
  const product = low * 0x1b3;
  const carry = Math.floor(product / 0x1_0000_0000);
  return [(high * 0x1b3 + carry + low * 0x100) >>> 0, product >>> 0];
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
