import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a port of this machine that can be cut. */
export type CuttingProxy = Readonly<{ port: number; cut: () => void; close: () => Promise<void> }>;

/**
 * Hands everything through, both ways, and tells how many bytes went to the server so far, in all connections together.
 * Where it is slow, every part of an answer is so many milliseconds late.
 */
export async function cuttingProxy(
  port: number,
  sent: (bytes: number, proxy: Pick<CuttingProxy, "cut">) => void,
  slow = 0,
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    if (slow === 0) far.pipe(near);
    else far.on("data", (part: Buffer) => setTimeout(() => near.writable && near.write(part), slow));
    near.on("data", (part: Buffer) => {
      bytes += part.length;
      if (!far.destroyed) far.write(part);
      sent(bytes, { cut });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
