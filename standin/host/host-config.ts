/** Somebody who can be picked at the top right of the page. `token` is what the hub gets when it asks for one. */
export type HostPerson = Readonly<{
  id: string;
  name: string;
  /** What they may do, in the words of the sample organisation. */
  role: string;
  token: string;
}>;

/** What an extension contributes, as its manifest says, with the full id. */
export type Contribution = Readonly<{
  id: string;
  type: string;
  targets: readonly string[];
  properties: Readonly<Record<string, unknown>>;
}>;

/** The extension that is installed. `baseUri` is the second origin, with a slash at its end. */
export type InstalledExtension = Readonly<{
  publisher: string;
  id: string;
  version: string;
  baseUri: string;
  contributions: readonly Contribution[];
}>;

/** All that the page in the browser is told. Addresses end with a slash. */
export type HostConfig = Readonly<{
  organisation: Readonly<{ id: string; name: string }>;
  project: Readonly<{ id: string; name: string }>;
  bases: Readonly<{ core: string; release: string; extensionManagement: string; identities: string }>;
  people: readonly HostPerson[];
  extension?: InstalledExtension;
  /** Where the stand-in's own clock is read and moved. Absent: no clock is shown. */
  control?: string;
}>;
