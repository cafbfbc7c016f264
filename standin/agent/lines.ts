import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of bytes into lines at LF, CRLF and lone CR; characters may lie across chunks. */
export class LineCutter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #tell: (line: string) => void;
  #rest = "";
  #afterReturn = false;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  take(chunk: Buffer): void {
    this.#cut(this.#decoder.write(chunk));
  }

  /** The stream is over: what is left is a line of its own. */
  end(): void {
    this.#cut(this.#decoder.end());
    if (this.#rest !== "") this.#tell(this.#rest);
    this.#rest = "";
  }

  #cut(text: string): void {
    if (text === "") return;
    const fresh = this.#afterReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterReturn = text.endsWith("\r");
    const lines = (this.#rest + fresh).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#tell(line);
  }
}
