/** A function on its way to the other side. */
type ProxyFunction = { __proxyFunctionId: number; _channelId: number };

/** What a value needs of the channel that carries it. */
export type Carrier = Readonly<{
  /** Keeps the function here, under the number that is given back. */
  keep: (call: (...args: unknown[]) => unknown) => ProxyFunction;
  /** Calls a function of the other side. */
  call: (proxyId: number, args: unknown[]) => Promise<unknown>;
}>;

const maximalDepth = 100;

type Walk = {
  underscores: boolean;
  carrier: Carrier;
  parents: { original: object; copy: Record<string, unknown> }[];
  references: number;
};

/**
 * A value as it travels between the two windows. The same things are lost as in Azure DevOps: null and undefined
 * properties, names with a leading underscore (unless asked for), elements, windows and events, all below depth 100.
 */
export function serialise(value: unknown, underscores: boolean, carrier: Carrier): unknown {
  const walk: Walk = { underscores, carrier, parents: [], references: 0 };
  // The real thing serialises a list with the value in it: bare values survive, null becomes undefined.
  return memberOf([value], 0, walk);
}

function memberOf(parent: object, key: string | number, walk: Walk): unknown {
  const item = readSafely(parent, key);
  if (typeof item === "function")
    return walk.carrier.keep((...args) => Reflect.apply(item, parent, args) as unknown);
  if (typeof item !== "object") return key === "__proxyFunctionId" ? undefined : item;
  if (item === null) return undefined;
  if (item instanceof Date) return { __proxyDate: item.getTime() };
  return referenceTo(item, walk) ?? copyOf(item, walk);
}

function referenceTo(item: object, walk: Walk): unknown {
  const parent = walk.parents.find(({ original }) => original === item);
  if (!parent) return undefined;
  parent.copy["__circularReferenceId"] ??= ++walk.references;
  return { __circularReference: parent.copy["__circularReferenceId"] };
}

function copyOf(item: object, walk: Walk): unknown {
  if (walk.parents.length >= maximalDepth || isOfThePage(item)) return undefined;
  const copy = (Array.isArray(item) ? [] : {}) as Record<string, unknown>;
  walk.parents.push({ original: item, copy });
  for (const key of keysOf(item, walk.underscores)) {
    const member = memberOf(item, key, walk);
    if (member !== undefined) copy[key] = member;
    else if (Array.isArray(item)) copy[key] = null;
  }
  walk.parents.pop();
  return copy;
}

function isOfThePage(item: object): boolean {
  return item instanceof Node || item instanceof Event || item === (item as { window?: unknown }).window;
}

// Inherited names too, all but `constructor`: a class instance works as a service.
function keysOf(item: object, underscores: boolean): string[] {
  if (Array.isArray(item)) return Object.keys(item);
  const names = new Set<string>();
  for (
    let at: object | null = item;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete("constructor");
  return [...names].filter((name) => underscores || !name.startsWith("_"));
}

function readSafely(parent: object, key: string | number): unknown {
  try {
    return (parent as Record<string | number, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** The value that the other side sent, with its functions callable and its dates dates again. Changes `value`. */
export function restore(value: unknown, carrier: Carrier, circles: Record<number, unknown> = {}): unknown {
  if (typeof value !== "object" || value === null) return value;
  const special = restoreSpecial(value as Record<string, unknown>, carrier, circles);
  if (special !== undefined) return special;
  const members = value as Record<string, unknown>;
  const circle = members["__circularReferenceId"];
  if (typeof circle === "number") {
    circles[circle] = value;
    delete members["__circularReferenceId"];
  }
  for (const key of Object.keys(members)) members[key] = restore(members[key], carrier, circles);
  return value;
}

function restoreSpecial(
  value: Record<string, unknown>,
  carrier: Carrier,
  circles: Record<number, unknown>,
): unknown {
  const proxyId = value["__proxyFunctionId"];
  if (typeof proxyId === "number") return (...args: unknown[]) => carrier.call(proxyId, args);
  const date = value["__proxyDate"];
  if (typeof date === "number") return new Date(date);
  const circle = value["__circularReference"];
  return typeof circle === "number" ? circles[circle] : undefined;
}
