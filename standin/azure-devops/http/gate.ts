import type { IncomingMessage } from "node:http";
import type { Caller, Callers } from "../people/callers.ts";
import type { Reply } from "./reply.ts";

/** Who sends it. Without a valid token: what the service answers instead. */
export function authenticate(request: IncomingMessage, callers: Callers): Caller | Reply {
  const header = request.headers.authorization ?? fromCookie(request);
  if (header === undefined) return unauthorised();
  const caller = callers.byToken(tokenIn(header));
  if (caller !== undefined) return caller;
  return request.headers["x-tfs-fedauthredirect"] === "Suppress" ? unauthorised() : signInPage(203);
}

/** A link to a log, for example, opens in the browser with the session that the host page left there. Reading only. */
function fromCookie({ method, headers: { cookie } }: IncomingMessage): string | undefined {
  const token = /(?:^|; )UserAuthentication=([^;]+)/.exec(cookie ?? "")?.[1];
  return token === undefined || method !== "GET" ? undefined : `Bearer ${decodeURIComponent(token)}`;
}

export function isReply(value: Caller | Reply): value is Reply {
  return "status" in value;
}

function tokenIn(header: string): string {
  const [scheme = "", rest = ""] = header.split(" ");
  if (scheme.toLowerCase() !== "basic") return rest;
  return Buffer.from(rest, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}

export function unauthorised(): Reply {
  return {
    status: 401,
    headers: {
      "www-authenticate":
        'Bearer authorization_uri=https://login.microsoftonline.com/common, Basic realm="http://127.0.0.1/"',
      "content-type": "text/html; charset=utf-8",
    },
    bytes: Buffer.from("<!DOCTYPE html><html><head><title>Access Denied: unauthorised</title></head></html>"),
  };
}

/** What a call without a valid sign-in gets where nobody asked to suppress it: a page, and no error status. */
export function signInPage(status: number): Reply {
  const page =
    "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body>Sign in to your account</body></html>";
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    bytes: Buffer.from(page),
  };
}
