import { expect, it } from 'vitest';
import { crc16 } from './crc16.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('has the check value of the catalogue of CRC algorithms (reveng.sourceforge.io)', () => {
  expect(crc16(bytes('123456789'))).toBe(0x29b1);
  expect(crc16(bytes(''))).toBe(0xffff);
});

it('is zero over a text and its own sum', () => {
  const sum = crc16(bytes('BRAIn'));
  expect(crc16(Uint8Array.of(...bytes('BRAIn'), sum >> 8, sum & 255))).toBe(0);
});
