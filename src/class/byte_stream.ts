// Bytes of a result code, written and read in order. Reading beyond the end throws; whoever reads a code catches it.
import { fromHalves, toHalves } from '../formats/half.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export class ByteWriter {
  private readonly bytes: number[] = [];

  byte(value: number): void {
    if (!(Number.isInteger(value) && value >= 0 && value <= 255))
      throw new Error(`invalid byte: ${value} (expected 0..255)`);
    this.bytes.push(value);
  }

  /** Two bytes, the high one first. */
  word(value: number): void {
    this.byte(value >> 8);
    this.byte(value & 255);
  }

  /** Seven bits a byte, the low ones first (LEB128). */
  count(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  /** Half precision, 11 significant bits. */
  half(value: number): void {
    this.word(toHalves([value])[0]);
  }

  text(text: string): void {
    const bytes = encoder.encode(text);
    this.count(bytes.length);
    for (const byte of bytes) this.byte(byte);
  }

  get written(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new Error('the bytes end too early');
    return this.bytes[this.at++];
  }

  word(): number {
    const high = this.byte();
    return (high << 8) | this.byte();
  }

  count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 28) throw new Error('a count is too large');
    }
  }

  half(): number {
    const value = fromHalves(Uint16Array.of(this.word()))[0];
    if (!Number.isFinite(value)) throw new Error('a number is not finite');
    return value;
  }

  text(): string {
    const length = this.count();
    if (length > this.bytes.length - this.at) throw new Error('the bytes end too early');
    this.at += length;
    return decoder.decode(this.bytes.subarray(this.at - length, this.at));
  }
}
