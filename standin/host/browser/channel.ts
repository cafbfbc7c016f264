import { restore, serialise, type Carrier } from "./serialise.ts";

/** Objects that the frame may call, by name. A function makes the object from what the caller says of itself. */
export type ExposedObjects = Readonly<Record<string, unknown>>;

/** One conversation with one frame. */
export type Channel = Readonly<{
  /** Calls a method of an object that the frame registered. An empty name asks for the object itself. */
  call: (
    instanceId: string,
    methodName: string,
    params: readonly unknown[],
    context?: unknown,
  ) => Promise<unknown>;
  close: () => void;
}>;

type Message = {
  id: number;
  instanceId?: string;
  methodName?: string;
  instanceContext?: unknown;
  params?: unknown[];
  serializationSettings?: { includeUnderscoreProperties?: boolean };
  handshakeToken?: string;
  result?: unknown;
  error?: unknown;
};

type Waiting = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };

let channels = 0;

/**
 * Listens to a frame whose origin is known, and to nobody else: a message from another window or another origin is
 * not heard.
 */
export function openChannel(frame: HTMLIFrameElement, origin: string, objects: ExposedObjects): Channel {
  const wire = openWire(frame, origin);
  const listen = (event: MessageEvent): void => {
    if (event.source !== frame.contentWindow || !isFrom(event.origin, origin)) return;
    if (event.origin === "null") wire.target.origin = "*";
    const message = read(event.data);
    if (message?.instanceId !== undefined) void reply(message, () => answer(message, objects, wire), wire);
    else if (message) settle(message, wire);
  };
  window.addEventListener("message", listen);
  return {
    call: (instanceId, methodName, params, instanceContext) =>
      wire.ask({ instanceId, methodName, params: [...params], instanceContext }, false),
    close: () => window.removeEventListener("message", listen),
  };
}

/** One end of the conversation: what was asked, and what may be called back. */
type Wire = Readonly<{
  target: { origin: string };
  waiting: Map<number, Waiting>;
  kept: Map<number, (...args: unknown[]) => unknown>;
  post: (message: Message) => void;
  ask: (message: Omit<Message, "id">, underscores: boolean) => Promise<unknown>;
  carrier: Carrier;
}>;

function openWire(frame: HTMLIFrameElement, origin: string): Wire {
  const channelId = ++channels;
  const counters = { message: 0, proxy: 0 };
  const target = { origin };
  const waiting = new Map<number, Waiting>();
  const kept = new Map<number, (...args: unknown[]) => unknown>();
  const post = (message: Message): void =>
    frame.contentWindow?.postMessage(JSON.stringify(message), target.origin);
  const ask = (message: Omit<Message, "id">, underscores: boolean): Promise<unknown> => {
    const id = ++counters.message;
    const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    const settings = underscores ? { serializationSettings: { includeUnderscoreProperties: true } } : {};
    post({
      ...message,
      ...settings,
      id,
      params: serialise(message.params, underscores, carrier) as unknown[],
    });
    return answered;
  };
  const carrier: Carrier = {
    keep: (call) => {
      kept.set(++counters.proxy, call);
      return { __proxyFunctionId: counters.proxy, _channelId: channelId };
    },
    call: (proxyId, params) =>
      ask(
        { methodName: `proxy${proxyId}`, instanceId: "__proxyFunctions", instanceContext: {}, params },
        true,
      ),
  };
  return { target, waiting, kept, post, ask, carrier };
}

// A sandboxed frame of Azure DevOps Server has the origin "null".
function isFrom(origin: string, expected: string): boolean {
  return origin === expected || origin === "null";
}

function read(data: unknown): Message | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const message = JSON.parse(data) as Partial<Message> | null;
    return typeof message?.id === "number" ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}

function settle(message: Message, { waiting, carrier }: Wire): void {
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.error === undefined) asked?.resolve(restore(message.result, carrier));
  else asked?.reject(restore(message.error, carrier));
}

async function answer(message: Message, objects: ExposedObjects, wire: Wire): Promise<unknown> {
  const params = (restore(message.params ?? [], wire.carrier) ?? []) as unknown[];
  if (message.instanceId === "__proxyFunctions")
    return keptFunction(message.methodName, wire.kept)(...params);
  const target = await exposed(message, objects);
  if (!message.methodName) return target;
  const method = target[message.methodName];
  if (typeof method !== "function") throw new Error(`RPC method not found: ${message.methodName}`);
  return Reflect.apply(method, target, params) as unknown;
}

async function exposed(message: Message, objects: ExposedObjects): Promise<Record<string, unknown>> {
  const found = objects[message.instanceId ?? ""];
  if (!found) throw new Error(`The registered object ${message.instanceId} could not be found.`);
  const made =
    typeof found === "function"
      ? (Reflect.apply(found, undefined, [message.instanceContext]) as unknown)
      : found;
  return (await made) as Record<string, unknown>;
}

function keptFunction(name: string | undefined, kept: Wire["kept"]): (...args: unknown[]) => unknown {
  const found = kept.get(Number((name ?? "").replace(/^proxy/, "")));
  if (!found) throw new Error(`RPC method not found: ${name}`);
  return found;
}

async function reply(message: Message, work: () => Promise<unknown>, { post, carrier }: Wire): Promise<void> {
  // The token must come back, else the extension does not believe the answer.
  const token = message.handshakeToken === undefined ? {} : { handshakeToken: message.handshakeToken };
  const underscores = message.serializationSettings?.includeUnderscoreProperties ?? false;
  try {
    const result = serialise(await work(), underscores, carrier);
    post({ id: message.id, ...(result === undefined ? {} : { result }), ...token });
  } catch (error) {
    post({ id: message.id, error: told(error), ...token });
  }
}

function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error ?? { message: "unknown" };
  // An error of a REST call carries its status: what an extension may branch on.
  const { status } = error as { status?: unknown };
  return {
    message: error.message,
    name: error.name,
    stack: error.stack,
    ...(status === undefined ? {} : { status }),
  };
}
