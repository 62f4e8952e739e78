// CRC-16/IBM-3740, also known as CCITT-FALSE: polynomial 0x1021, start 0xFFFF. It finds every error within 16 bits in a row,
// so every wrong letter of a result code (Koopman and Chakravarty 2004).
const POLYNOMIAL = 0x1021;

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
  }
  return crc;
}
