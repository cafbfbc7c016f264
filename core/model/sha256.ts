/** SHA-256 of a text in UTF-8, in hexadecimal. Where the world cannot hash there is none, and nothing counts as verified. */
export type Sha256 = (text: string) => Promise<string>;
