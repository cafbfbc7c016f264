import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy that leads names of no real host to servers on this machine. */
export type Tunnel = Readonly<{
  url: string;
  /** `host:port` of every line that was asked for. */
  asked: string[];
  close: () => Promise<void>;
}>;

/** Starts one; `lead` gives the port on this machine for a host, and nothing for one that it does not know. */
export async function startTunnel(lead: (host: string) => number | undefined): Promise<Tunnel> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", (request: IncomingMessage, near: Socket) => {
    asked.push(request.url ?? "");
    const port = lead((request.url ?? "").replace(/:\d+$/, ""));
    if (port === undefined) {
      near.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const far = connect(port, "127.0.0.1", () => {
      near.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(near).pipe(far);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
