import { OtpError } from '#libs/kernel';

/** One order as it stands in a bulk body, or why it can not be read. */
export type BulkElement =
  | { readonly bytes: Buffer }
  | {
      readonly fault: OtpError;
      /** Where the next order begins can not be told any more. */
      readonly endsBody: boolean;
    };

/** Finds the orders in a body as it comes; holds one of at most `LONGEST_ORDER_BYTES` in memory. */
export interface BulkSplitter {
  push(chunk: Buffer): BulkElement[];
  /** What is left at the end of the body. */
  end(): BulkElement[];
}

const LONGEST_ORDER_BYTES = 1024 * 1024;

/** The bytes of one order, gathered over chunks; those of one that is too long are counted only. */
class Gathered {
  private parts: Buffer[] = [];
  private size = 0;

  add(part: Buffer): void {
    this.size += part.length;
    if (this.size <= LONGEST_ORDER_BYTES) this.parts.push(part);
    else this.parts = [];
  }

  take(): BulkElement {
    const { parts, size } = this;
    this.parts = [];
    this.size = 0;
    if (size > LONGEST_ORDER_BYTES) {
      const fault = new OtpError('BODY_TOO_LARGE', `The order is larger than ${LONGEST_ORDER_BYTES} bytes.`);
      return { fault, endsBody: false };
    }
    const [only] = parts;
    // A copy: a short order must not keep the whole chunk that it came in.
    return { bytes: parts.length === 1 && only !== undefined ? Buffer.from(only) : Buffer.concat(parts) };
  }
}

const LINE_FEED = 0x0a;

/** NDJSON: an order a line; empty lines do not count. */
export class LineSplitter implements BulkSplitter {
  private readonly line = new Gathered();
  private isBlank = true;

  push(chunk: Buffer): BulkElement[] {
    const found: BulkElement[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, begin)) {
      this.add(chunk.subarray(begin, end));
      found.push(...this.end());
      begin = end + 1;
    }
    this.add(chunk.subarray(begin));
    return found;
  }

  end(): BulkElement[] {
    const element = this.line.take();
    const found = this.isBlank ? [] : [element];
    this.isBlank = true;
    return found;
  }

  private add(part: Buffer): void {
    this.isBlank &&= part.every(isSpace);
    this.line.add(part);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const LIST_BEGIN = 0x5b;
const LIST_END = 0x5d;
const OBJECT_BEGIN = 0x7b;
const OBJECT_END = 0x7d;
const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf];

type Place = 'before the list' | 'at its first order' | 'in an order' | 'after a comma' | 'after the list';

/** A JSON array: finds where its elements end, and leaves what stands in them to the parser. */
export class ArraySplitter implements BulkSplitter {
  private place: Place = 'before the list';
  private isBroken = false;
  private readonly order = new Gathered();
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  push(chunk: Buffer): BulkElement[] {
    const found: BulkElement[] = [];
    let begin = 0;
    for (let at = 0; at < chunk.length && !this.isBroken; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.place === 'in an order') {
        if (!this.endsOrder(byte)) continue;
        this.order.add(chunk.subarray(begin, at));
        found.push(this.order.take());
        this.place = byte === COMMA ? 'after a comma' : 'after the list';
      } else if (!isSpace(byte)) {
        const broken = this.step(byte);
        if (broken !== undefined) found.push(broken);
        begin = at;
      }
    }
    if (this.place === 'in an order' && !this.isBroken) this.order.add(chunk.subarray(begin));
    return found;
  }

  end(): BulkElement[] {
    if (this.isBroken || this.place === 'after the list') return [];
    return [this.broken('it ends too early')];
  }

  /** A byte outside of any order. */
  private step(byte: number): BulkElement | undefined {
    switch (this.place) {
      case 'before the list':
        if (byte === LIST_BEGIN) this.place = 'at its first order';
        else if (!byteOrderMark.includes(byte)) return this.broken('it is not a list of orders');
        return undefined;
      case 'at its first order':
      case 'after a comma':
        if (byte === LIST_END && this.place === 'at its first order') this.place = 'after the list';
        else if (byte === LIST_END || byte === COMMA) return this.broken('an order is missing');
        else {
          this.place = 'in an order';
          this.endsOrder(byte);
        }
        return undefined;
      default:
        return this.broken('something stands behind the list');
    }
  }

  /** Whether the order ends before this byte; keeps count of strings and brackets. */
  private endsOrder(byte: number): boolean {
    if (this.isInString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) this.isInString = false;
      return false;
    }
    switch (byte) {
      case QUOTE:
        this.isInString = true;
        return false;
      case LIST_BEGIN:
      case OBJECT_BEGIN:
        this.depth += 1;
        return false;
      case LIST_END:
        if (this.depth === 0) return true;
        this.depth -= 1;
        return false;
      case OBJECT_END:
        this.depth -= 1;
        return false;
      default:
        return byte === COMMA && this.depth === 0;
    }
  }

  private broken(what: string): BulkElement {
    this.isBroken = true;
    const fault = new OtpError('MALFORMED_JSON', `The body is not valid JSON: ${what}.`);
    return { fault, endsBody: true };
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}
