import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { diskFullThere, folderFull, slowServer } from "./fault-cells.ts";
import { needsSshd } from "./ssh/deploying.ts";

const kinds = ["dataverse", "appservice", "blob", "ssh", "folder"] as const;
type KindName = (typeof kinds)[number];

/** A test that stands elsewhere: its file below `test/`, and the beginning of its whole title. */
type Elsewhere = Readonly<{ file: string; title: string }>;

/** What shows what happens: tests elsewhere, or one that runs here. Or why the fault cannot befall that kind. */
type Cell = Readonly<
  { by: readonly Elsewhere[] } | { runs: () => Promise<void>; needsSshd?: true } | { cannot: string }
>;

const suites = "adapters/targets";

function shown(...by: readonly Elsewhere[]): Cell {
  return { by };
}

/**
 * A test of the conformance suite. Those of faults hold all that is asked of a cell: what the target says is what users see,
 * a next run finishes, and in the end the target carried out exactly the writes of an undisturbed deployment.
 */
function suite(kind: KindName, title: string): Elsewhere {
  return {
    file: `${suites}/${kind}-conformance.test.ts`,
    title: `Conformance of the target ${kind} ${title}`,
  };
}

function fault(kind: KindName, title: string, ends: "succeeds" | "fails" | "is told as running"): Elsewhere {
  return suite(kind, `with ${title} it ${ends}`);
}

const troubles = `${suites}/dataverse/dataverse-troubles.test.ts`;
const rowsInTrouble: Elsewhere = {
  file: `${suites}/dataverse/data/data-troubles.test.ts`,
  title: "configuration data in trouble obeys Retry-After, and survives 503, a reset and a lost answer",
};
const waiting = "dataverseTarget's waiting and asking again";
const life = "tasks/deploy-life.test.ts";

/** Both signals reach a target as a cancel, in the one place that all tasks share. */
function signalled(signal: "SIGINT" | "SIGTERM"): Readonly<Record<KindName, Cell>> {
  const task = { file: life, title: `A deployment that is cancelled by ${signal} writes its record` };
  return ofAll((kind) =>
    shown(
      task,
      suite(kind, "cancelled before it begins: begins nothing more"),
      suite(kind, "cancelled at its first progress: begins nothing more"),
    ),
  );
}

function killed(kind: KindName): Cell {
  return shown(
    suite(kind, "killed at any write, from nothing on"),
    suite(kind, "killed at any write, from first on"),
  );
}

function ofAll(cell: (kind: KindName) => Cell): Readonly<Record<KindName, Cell>> {
  return {
    dataverse: cell("dataverse"),
    appservice: cell("appservice"),
    blob: cell("blob"),
    ssh: cell("ssh"),
    folder: cell("folder"),
  };
}

const noHttp = { cannot: "SFTP knows no statuses of HTTP: an overloaded server is late or hangs up" };
const noServer = { cannot: "a folder has no server: there is no answer that could be one" };
const noLine = {
  cannot: "there is no connection; a share that goes away fails reads and writes as a full disk does",
};
const cut: Cell = shown({
  file: `${suites}/ssh/ssh-faults.test.ts`,
  title: "A connection that is cut leaves current as it was or as it is to be, and the next run goes on",
});

const matrix: Readonly<Record<string, Readonly<Record<KindName, Cell>>>> = {
  "429 with Retry-After": {
    dataverse: shown(fault("dataverse", "429 and Retry-After", "succeeds"), {
      file: troubles,
      title: `${waiting} waits exactly as long as Retry-After says`,
    }),
    appservice: shown(fault("appservice", "429 and Retry-After", "succeeds")),
    blob: shown(fault("blob", "429 and Retry-After", "succeeds")),
    ssh: noHttp,
    folder: noServer,
  },
  "429 without Retry-After": {
    dataverse: shown(fault("dataverse", "429 without Retry-After", "succeeds")),
    appservice: shown(fault("appservice", "429 without Retry-After", "succeeds")),
    blob: shown(fault("blob", "429 without Retry-After", "succeeds")),
    ssh: noHttp,
    folder: noServer,
  },
  "503": {
    dataverse: shown(fault("dataverse", "503", "succeeds"), rowsInTrouble),
    appservice: shown(fault("appservice", "503 at the upload", "succeeds")),
    blob: shown(fault("blob", "503", "succeeds")),
    ssh: noHttp,
    folder: noServer,
  },
  "a reset before the body": {
    dataverse: shown(
      fault("dataverse", "a connection that breaks before the import is carried out", "succeeds"),
      rowsInTrouble,
    ),
    appservice: shown(fault("appservice", "a reset before the upload is carried out", "succeeds")),
    blob: shown(fault("blob", "a connection that breaks before the body", "succeeds")),
    ssh: cut,
    folder: noLine,
  },
  "a reset in the body": {
    dataverse: shown(fault("dataverse", "a connection that breaks in the body", "succeeds")),
    appservice: shown(fault("appservice", "a reset in the upload", "succeeds")),
    blob: shown(fault("blob", "a connection that breaks in the body", "succeeds")),
    ssh: cut,
    folder: noLine,
  },
  "a reset after the body": {
    dataverse: shown(fault("dataverse", "a lost answer to the import", "succeeds"), {
      file: troubles,
      title: `${waiting} finds the import again whose answer was lost`,
    }),
    appservice: shown(
      fault("appservice", "a lost answer to the upload", "succeeds"),
      fault("appservice", "a lost answer to the swap", "succeeds"),
    ),
    blob: shown(fault("blob", "an answer that is lost", "succeeds")),
    ssh: cut,
    folder: noLine,
  },
  "a slow answer": {
    dataverse: shown({
      file: troubles,
      title:
        "dataverseTarget when time runs out says that the import still runs, with its ids, and watches it on",
    }),
    appservice: shown({
      file: `${suites}/appservice/traps.test.ts`,
      title: "the traps of App Service: lost and repeated goes on watching an earlier attempt's deployment",
    }),
    blob: shown(fault("blob", "a slow answer", "succeeds")),
    ssh: { runs: slowServer, needsSshd: true },
    folder: { cannot: "a slow disk has no time limit of ours; the job's own ends in the signals below" },
  },
  "a page of HTML": {
    dataverse: shown(fault("dataverse", "a page instead of the answer to the import", "succeeds")),
    appservice: shown(fault("appservice", "a page instead of the answer to the upload", "succeeds")),
    blob: shown(fault("blob", "a page instead of an answer", "fails")),
    ssh: shown({
      file: `${suites}/ssh/ssh-faults.test.ts`,
      title: "A server or a key that does not serve is not there, is none, or hangs up",
    }),
    folder: noServer,
  },
  "a token that has expired, once": {
    dataverse: shown(fault("dataverse", "a token that is refused once", "succeeds")),
    appservice: shown(fault("appservice", "a token that has become worthless", "succeeds")),
    blob: shown(fault("blob", "a token that is refused once", "succeeds")),
    ssh: { cannot: "a key or a password does not expire between two requests; a connection signs in once" },
    folder: noServer,
  },
  "a token that has expired, for ever": {
    dataverse: shown(
      fault("dataverse", "a token that is refused for ever", "fails"),
      fault("dataverse", "a row that is refused in the middle", "fails"),
      fault("dataverse", "a token that is refused while it watches", "is told as running"),
    ),
    appservice: shown(fault("appservice", "a token that is refused for ever", "fails")),
    blob: shown(fault("blob", "a token that is refused for ever", "fails")),
    ssh: shown({
      file: `${suites}/ssh/ssh-faults.test.ts`,
      title: "A server that cannot be used refuses another key and a password, and says what to do",
    }),
    folder: noServer,
  },
  "a disk that is full": {
    dataverse: shown(fault("dataverse", "a disk that is full there", "fails")),
    appservice: shown(fault("appservice", "a deployment that fails at the site", "fails")),
    blob: shown(fault("blob", "no space", "fails")),
    ssh: { runs: diskFullThere, needsSshd: true },
    folder: { runs: folderFull },
  },
  // What keeps records is the same for all of them.
  "an agent's disk that is full": ofAll(() =>
    shown({
      file: "tasks/deploy-full-disk.test.ts",
      title: "The built task ReleaseManagerDeploy, on an agent whose disk is full is no success",
    }),
  ),
  SIGINT: signalled("SIGINT"),
  SIGTERM: signalled("SIGTERM"),
  SIGKILL: ofAll(killed),
};

type Row = Readonly<{ name: string; kind: KindName; cell: Cell }>;

const rows: readonly Row[] = Object.entries(matrix).flatMap(([name, cells]) =>
  kinds.map((kind) => ({ name, kind, cell: cells[kind] })),
);

describe("Every fault at every kind of target", function () {
  this.timeout(120_000);

  it("is shown by a test that stands elsewhere, or runs here, or cannot be", async () => {
    const named = rows.flatMap(({ cell }) => ("by" in cell ? cell.by : []));
    const there = await testsIn([...new Set(named.map(({ file }) => file))]);
    const missing = named.filter(
      ({ file, title }) => !there.some((one) => one.file === file && one.title.startsWith(title)),
    );
    assert.deepEqual(missing, []);
    for (const { cell, name, kind } of rows)
      if ("cannot" in cell) assert.ok(cell.cannot.length > 30, `${name} at ${kind}`);
  });

  for (const { name, kind, cell } of rows)
    if ("runs" in cell)
      it(`${name} at ${kind}: what is said is what users see, nothing is lost or doubled, and the next run finishes`, async function () {
        if (cell.needsSshd) needsSshd.call(this);
        await cell.runs();
      });
});

/** The tests of these files, as mocha itself finds them; none is run. Tests that are always skipped do not count. */
async function testsIn(files: readonly string[]): Promise<readonly Elsewhere[]> {
  const root = join(import.meta.dirname, "../..");
  const mocha = join(root, "../node_modules/mocha/bin/mocha.js");
  const args = [mocha, "--dry-run", "--reporter", "json", ...files.map((file) => join(root, file))];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(root, ".."),
    maxBuffer: 64 * 1024 * 1024,
  });
  const { passes } = JSON.parse(stdout) as Readonly<{
    passes: readonly Readonly<{ file: string; fullTitle: string }>[];
  }>;
  return passes.map(({ file, fullTitle }) => ({ file: file.slice(root.length + 1), title: fullTitle }));
}
