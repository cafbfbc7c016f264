import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The agent's environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** How a call of pac ended. `tail` holds its last lines, as it wrote them. */
export type Called = Readonly<{ code: number | undefined; tail: string }>;

/** Where pac is: the first one on `PATH`. A batch file would need a shell and is passed over. */
export async function findPac(variables: Variables): Promise<string | undefined> {
  const folders = (variables["PATH"] ?? variables["Path"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "");
  for (const folder of folders) {
    for (const name of ["pac", "pac.exe"]) {
      const path = join(folder, name);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return path;
    }
  }
  return undefined;
}

/** One call. Every line goes to `line` as it comes, after `hide` took out what nobody may read; `signal` ends the process. */
export type Call = Readonly<{
  path: string;
  args: readonly string[];
  variables: Variables;
  line: (text: string) => void;
  hide: (text: string) => string;
  signal: AbortSignal;
}>;

const longestLine = 4000;
const tailLines = 20;

/** Calls pac without a shell: no argument is ever read as a command. Code absent: it was ended or could not be started. */
export function callPac({ path, args, variables, line, hide, signal }: Call): Promise<Called> {
  const tail: string[] = [];
  const keep = (text: string): void => {
    tail.push(text);
    if (tail.length > tailLines) tail.shift();
    line(text);
  };
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      env: passedOn(variables),
      stdio: ["ignore", "pipe", "pipe"],
      shell: false,
    });
    const end = (): void => {
      child.kill("SIGTERM");
    };
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const rest = [child.stdout, child.stderr].map((stream) => {
      const lines = linesOf(keep, hide);
      stream.setEncoding("utf8").on("data", lines.take);
      return lines;
    });
    const done = (code: number | undefined): void => {
      signal.removeEventListener("abort", end);
      for (const one of rest) one.flush();
      resolve({ code, tail: tail.join("\n") });
    };
    child.once("error", (error) => {
      keep(hide(error.message));
      done(undefined);
    });
    child.once("close", (code) => done(code ?? undefined));
  });
}

type Lines = Readonly<{ take: (part: string) => void; flush: () => void }>;

/** What is hidden is hidden before anything is cut: a part of it would not be known again. */
function linesOf(line: (text: string) => void, hide: (text: string) => string): Lines {
  let rest = "";
  const tell = (text: string): void => {
    if (text.trim() !== "") line(hide(text).slice(0, longestLine));
  };
  return {
    take: (part) => {
      const lines = `${rest}${part}`.split(/\r?\n/);
      rest = hide(lines.pop() ?? "").slice(-longestLine);
      lines.forEach(tell);
    },
    flush: () => tell(rest),
  };
}

/** What a program needs to run and to reach the network, and pac's own; nothing else of the job, above all no secret. */
const needed =
  /^(PATH|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|XDG_\w+|TEMP|TMP|TMPDIR|SYSTEMROOT|WINDIR|COMSPEC|LANG|LC_\w+|DOTNET_\w+|HTTPS?_PROXY|NO_PROXY|SSL_CERT_\w+|PAC_CLI_SPN_SECRET)$/i;

function passedOn(variables: Variables): Record<string, string> {
  const kept = Object.entries(variables).flatMap(([name, value]) =>
    needed.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return Object.fromEntries(kept);
}
