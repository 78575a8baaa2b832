import Tokenizer, { TokenizerError } from '@streamparser/json/tokenizer.js';
import TokenType from '@streamparser/json/utils/types/tokenType.js';

/** A text that is not JSON, or that nobody would write. `what` holds none of it. */
export class JsonFault extends Error {
  readonly kind: 'syntax' | 'cut' | 'size';

  constructor(kind: JsonFault['kind'], what: string) {
    super(what);
    this.kind = kind;
  }
}

/** What a document is made of, in its order. Keys are told once a block; numbers as they are written. */
export interface JsonListener {
  open(isList: boolean): void;
  close(isList: boolean): void;
  key(name: string): void;
  text(value: string): void;
  number(written: string): void;
  word(value: 'true' | 'false' | 'null'): void;
}

/** Deeper blocks than this are made to fill the stack of whoever reads them. */
const deepest = 64;
/** No key, text or number is longer. */
const longestToken = 1 << 20;
const mostKeys = 16_384;

/** What has to come next. */
type Expect = 'value' | 'value or close' | 'key' | 'key or close' | 'colon' | 'comma or close' | 'nothing';

const opening: ReadonlySet<TokenType> = new Set([TokenType.LEFT_BRACE, TokenType.LEFT_BRACKET]);
const closing: ReadonlySet<TokenType> = new Set([TokenType.RIGHT_BRACE, TokenType.RIGHT_BRACKET]);

interface Level {
  readonly isList: boolean;
  readonly keys: Set<string>;
}

/**
 * Reads JSON as a stream: tokens by the library, grammar, depth and doubled keys here. Nothing is built of it, so that
 * a key is never more than a text, whatever its name is.
 */
export class JsonScanner {
  readonly #listener: JsonListener;
  readonly #several: boolean;
  readonly #levels: Level[] = [];
  readonly #tokenizer: RawNumbers;
  #expect: Expect = 'value';
  #documents = 0;
  #depth = 0;
  #fed = 0;
  #seen = 0;

  /** `several`: one document may follow another. */
  constructor(listener: JsonListener, several: boolean) {
    this.#listener = listener;
    this.#several = several;
    this.#tokenizer = new RawNumbers();
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      this.#seen = offset;
      this.#token(token, value);
    };
    this.#tokenizer.onError = (error) => {
      throw error instanceof TokenizerError ? new JsonFault('syntax', 'no JSON stands here') : error;
    };
  }

  get documents(): number {
    return this.#documents;
  }

  /** @throws JsonFault, and whatever the listener throws */
  push(text: Buffer): void {
    this.#fed += text.length;
    this.#tokenizer.write(text);
    if (this.#fed - this.#seen > longestToken + text.length) throw tooLong();
  }

  /** @throws JsonFault when the text ends in the middle */
  finish(): void {
    try {
      this.#tokenizer.end();
    } catch (error) {
      throw error instanceof JsonFault && error.kind === 'syntax' ? cut() : error;
    }
    if (this.#depth > 0) throw cut();
    if (this.#documents === 0) throw cut();
  }

  #token(token: TokenType, value: unknown): void {
    if (opening.has(token)) this.#open(token === TokenType.LEFT_BRACKET);
    else if (closing.has(token)) this.#close(token === TokenType.RIGHT_BRACKET);
    else if (token === TokenType.COLON) this.#colon();
    else if (token === TokenType.COMMA) this.#comma();
    else if (token === TokenType.STRING) this.#text(value as string);
    else this.#plainValue(token, value);
  }

  #colon(): void {
    this.#hold(this.#expect === 'colon');
    this.#expect = 'value';
  }

  #comma(): void {
    this.#hold(this.#expect === 'comma or close');
    this.#expect = this.#levels[this.#depth - 1]?.isList === true ? 'value' : 'key';
  }

  #plainValue(token: TokenType, value: unknown): void {
    this.#beginValue();
    if (token === TokenType.NUMBER) this.#listener.number(this.#tokenizer.written);
    else this.#listener.word(String(value) as 'true' | 'false' | 'null');
    this.#endValue();
  }

  #text(value: string): void {
    if (value.length > longestToken) throw tooLong();
    if (this.#expect === 'key' || this.#expect === 'key or close') {
      this.#key(value);
      return;
    }
    this.#beginValue();
    this.#listener.text(value);
    this.#endValue();
  }

  #key(name: string): void {
    const keys = this.#levels[this.#depth - 1]?.keys;
    if (keys?.has(name) === true) throw new JsonFault('syntax', 'a block has the same key twice');
    keys?.add(name);
    if ((keys?.size ?? 0) > mostKeys) throw new JsonFault('size', `a block has more than ${String(mostKeys)} keys`);
    this.#listener.key(name);
    this.#expect = 'colon';
  }

  #open(isList: boolean): void {
    this.#beginValue();
    if (this.#depth === deepest) throw new JsonFault('size', `blocks within blocks, more than ${String(deepest)} deep`);
    const level = this.#levels[this.#depth];
    level?.keys.clear();
    this.#levels[this.#depth] = { isList, keys: level?.keys ?? new Set() };
    this.#depth += 1;
    this.#expect = isList ? 'value or close' : 'key or close';
    this.#listener.open(isList);
  }

  #close(isList: boolean): void {
    const empty = this.#expect === (isList ? 'value or close' : 'key or close');
    this.#hold(empty || this.#expect === 'comma or close');
    this.#hold(this.#levels[this.#depth - 1]?.isList === isList);
    this.#depth -= 1;
    this.#listener.close(isList);
    this.#endValue();
  }

  #beginValue(): void {
    this.#hold(this.#expect === 'value' || this.#expect === 'value or close');
  }

  #endValue(): void {
    if (this.#depth > 0) {
      this.#expect = 'comma or close';
      return;
    }
    this.#documents += 1;
    this.#expect = this.#several ? 'value' : 'nothing';
  }

  #hold(allowed: boolean): void {
    if (!allowed) throw new JsonFault('syntax', 'the JSON is out of order here');
  }
}

/** Numbers are taken as they are written: an id is never rounded on the way. */
class RawNumbers extends Tokenizer {
  written = '';

  protected override parseNumber(text: string): number {
    this.written = text;
    return 0;
  }
}

function cut(): JsonFault {
  return new JsonFault('cut', 'the text ends in the middle');
}

function tooLong(): JsonFault {
  return new JsonFault('size', `a text is longer than ${String(longestToken)} bytes`);
}
