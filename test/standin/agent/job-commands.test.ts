import assert from "node:assert/strict";
import { join } from "node:path";
import { clean, prints, run, said, type Setting, type Told } from "./running.ts";

const doc = "Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)";

async function printed(lines: readonly string[], setting: Setting = {}): Promise<Told> {
  return run([{ task: { main: prints(...lines) } }], setting);
}

const error = (message: string) => ({ type: "error", message });
const warning = (message: string) => ({ type: "warning", message });

/** The result and issues of the first step. */
function outcome(told: Told): unknown {
  return [told.steps[0]?.result, told.steps[0]?.issues];
}

describe("a logging command", () => {
  after(clean);

  it("is executed and not shown, from standard error too", async () => {
    const main = `${prints("##vso[task.setvariable variable=a]1")} process.stderr.write("to err\\n##vso[task.setvariable variable=b]2\\n");`;
    const told = await run([
      { task: { main } },
      { task: { main: "console.log(process.env.A, process.env.B)" } },
    ]);
    assert.deepEqual([said(told), said(told, 1), told.report.result], [["to err"], ["1 2"], "succeeded"]);
  });

  it("is told under system.debug, except task.debug itself", async () => {
    const lines = ["##vso[task.debug]deep", "##vso[task.setvariable variable=a]1"];
    const told = await printed(lines, { variables: { "system.debug": { value: "true" } } });
    const silent = await printed(lines);
    assert.deepEqual(said(told).slice(1), [
      "##[debug]deep",
      "##[debug]Processed: ##vso[task.setvariable variable=a]1",
    ]);
    assert.deepEqual(said(silent), []);
  });

  it("that is not legal is shown with a warning", async () => {
    const told = await printed(["x ##vso[nothing]y"]);
    const message = `'x ##vso[nothing]y' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296`;
    assert.deepEqual(said(told), [`##[warning]${message}`, "x ##vso[nothing]y"]);
    assert.deepEqual(outcome(told), ["succeeded", [warning(message)]]);
  });

  it("of an unknown area warns, of an unknown event fails the step", async () => {
    assert.deepEqual(outcome(await printed(["##vso[foo.bar]"])), [
      "succeeded",
      [warning(`Cannot find command extension for ##vso[foo.command]. ${doc}`)],
    ]);
    assert.deepEqual(outcome(await printed(["##vso[task.bar]", "##vso[task.complete result=Succeeded]"])), [
      "failed",
      [
        error(`Unable to process command '##vso[task.bar]' successfully. ${doc}`),
        error(`##vso[task.bar] is not a recognized command for task command extension. ${doc}.`),
      ],
    ]);
  });
});

describe("a logging command that may not be given", () => {
  after(clean);

  it("of the release area fails a build's step, and the line is shown", async () => {
    const told = await printed(["##vso[release.updatereleasename]New"], { host: "build" });
    assert.deepEqual(said(told).at(-1), "##vso[release.updatereleasename]New");
    assert.deepEqual(outcome(told), [
      "failed",
      [error(`release commands are not supported for build flow. ${doc}`)],
    ]);
    assert.deepEqual((await printed(["##vso[release.updatereleasename]New"])).events, ["name New"]);
  });

  it("that the runner does not play is a failure that names it", async () => {
    const told = await printed(["##vso[results.publish]x"]);
    assert.deepEqual(outcome(told), [
      "failed",
      [error("The stand-in's runner does not play ##vso[results.publish].")],
    ]);
  });

  it("that is restricted is ignored with a warning", async () => {
    const lines = [
      "##vso[task.addattachment type=a;name=b]/etc/hostname",
      "##vso[task.setvariable variable=rm.x]1",
      "##vso[task.setvariable variable=other]2",
      "##vso[task.prependpath]/x",
    ];
    const restrictions = { commands: { mode: "restricted" }, settableVariables: { allowed: ["RM.*"] } };
    const told = await run([
      { task: { main: prints(...lines), manifest: { restrictions } } },
      { task: { main: "console.log(process.env.RM_X, process.env.OTHER)" } },
    ]);
    assert.deepEqual(outcome(told), [
      "succeeded",
      [
        warning(`##vso[task.addattachment] is not allowed in this step due to policy restrictions. ${doc}`),
        warning("Setting variable 'other' has been disabled by the task or build definition."),
        warning("Setting variable 'PATH' has been disabled by the task or build definition."),
      ],
    ]);
    assert.deepEqual([told.attachments, said(told, 1)], [[], ["1 undefined"]]);
  });
});

describe("task.logissue", () => {
  after(clean);

  it("keeps ten errors and ten warnings, shows all, and fails nothing", async () => {
    const many = Array.from({ length: 12 }, (_, at) => [
      `##vso[task.logissue type=error]e${at}`,
      `##vso[task.issue type=warning]w${at}`,
    ]).flat();
    const told = await printed(many);
    const { issues = [], result } = told.steps[0] ?? {};
    assert.deepEqual([result, issues.length, said(told).length], ["succeeded", 20, 24]);
    assert.deepEqual(issues.slice(-2), [error("e9"), warning("w9")]);
  });

  it("names the place in the log, warns without a type and fails with a wrong one", async () => {
    const told = await printed([
      "##vso[task.logissue type=error;sourcepath=a.ts;linenumber=3;columnnumber=4;code=X1]bad",
      "##vso[task.logissue]none",
      "##vso[task.logissue type=note]n",
    ]);
    assert.equal(said(told)[0], "##[error]a.ts(3,4): error X1: bad");
    assert.deepEqual(
      [told.steps[0]?.result, told.steps[0]?.issues.slice(1)],
      [
        "failed",
        [
          warning("Can't create TaskIssue from logging event."),
          error(`Unable to process command '##vso[task.logissue type=note]n' successfully. ${doc}`),
          error("issue type note is not an expected issue type."),
        ],
      ],
    );
  });
});

/** A script that writes a file into the temporary folder and keeps its path as `file`. */
const write = (name: string, text: string) =>
  `const fs = require("fs"), path = require("path"); const file = path.join(process.env.AGENT_TEMPDIRECTORY, ${JSON.stringify(name)}); fs.writeFileSync(file, ${JSON.stringify(text)});`;

describe("files and the build", () => {
  after(clean);

  it("are attached, as summary and as file too", async () => {
    const main = `${write("s.md", "# Hi")} for (const head of ["task.addattachment type=rm.note;name=01-a b%3B.json", "task.uploadsummary", "task.uploadfile"]) console.log("##vso[" + head + "]" + file);`;
    const told = await run([{ task: { main } }]);
    assert.deepEqual(told.attachments, [
      { type: "rm.note", name: "01-a b;.json", text: "# Hi" },
      { type: "Distributedtask.Core.Summary", name: "s.md", text: "# Hi" },
      { type: "Distributedtask.Core.FileAttachment", name: "s.md", text: "# Hi" },
    ]);
  });

  const refused: readonly (readonly [line: string, message: string])[] = [
    [
      "##vso[task.addattachment name=a]/etc/hostname",
      "Can't add task attachment, attachment type is not provided.",
    ],
    [
      "##vso[task.addattachment type=a]/etc/hostname",
      "Can't add task attachment, attachment name is not provided.",
    ],
    ["##vso[task.addattachment type=a;name=b/c]/etc/hostname", "Name contain invalid characters."],
    ["##vso[task.addattachment type=a:b;name=c]/etc/hostname", "Type contain invalid characters."],
    [
      "##vso[task.addattachment type=a;name=b]/no/such/file",
      "Cannot upload task attachment file, attachment file location is not specified or attachment file not exist on disk",
    ],
    ["##vso[task.uploadsummary]", "Cannot upload summary file, summary file location is not specified."],
    ["##vso[artifact.upload artifactname=a]/tmp", "Uploading server artifact is not supported in release."],
    ["##vso[build.addbuildtag]x", "##vso[build.addbuildtag] needs Build.BuildId."],
  ];
  for (const [line, message] of refused) {
    it(`fail the step at ${line}`, async () => {
      assert.deepEqual(outcome(await printed([line])), [
        "failed",
        [error(`Unable to process command '${line}' successfully. ${doc}`), error(message)],
      ]);
    });
  }
});

describe("uploads", () => {
  after(clean);

  it("fail the step where the service does not take the upload", async () => {
    const listener = { attachment: () => Promise.reject(new Error("413 too large")) };
    const told = await printed(
      ["##vso[task.uploadfile]/etc/hostname", "##vso[task.complete result=Succeeded]"],
      { listener },
    );
    assert.deepEqual(outcome(told), ["failed", [error("413 too large")]]);
  });

  it("get an artefact, a tag and a number from a build", async () => {
    const main = `${write("out/x".replace("/", "-"), "1")} console.log("##vso[artifact.upload containerfolder=drop;artifactname=drop]" + path.dirname(file)); ${prints("##vso[build.addbuildtag]sealed", "##vso[build.updatebuildnumber]2.0")}`;
    const told = await run(
      [{ task: { main } }, { task: { main: "console.log(process.env.BUILD_BUILDNUMBER)" } }],
      { host: "build", variables: { "Build.BuildId": { value: "7" } } },
    );
    assert.deepEqual(
      [told.artefacts, told.events, said(told, 1)],
      [[`drop=${join(told.work, "_temp")}`], ["tag sealed", "number 2.0"], ["2.0"]],
    );
  });

  it("warn and publish nothing for an empty folder", async () => {
    const main = `require("fs").mkdirSync("empty"); console.log("##vso[artifact.upload artifactname=drop]" + process.cwd() + "/empty")`;
    const told = await run([{ task: { main } }], { host: "build" });
    const folder = join(told.work, "1", "s", "empty");
    assert.deepEqual(
      [told.artefacts, outcome(told)],
      [
        [],
        [
          "succeeded",
          [warning(`Directory '${folder}' is empty. Nothing will be added to build artifact 'drop'.`)],
        ],
      ],
    );
  });
});

describe("the other task commands", () => {
  after(clean);

  it("report progress that never goes back", async () => {
    const told = await printed([
      "##vso[task.setprogress value=40]copying",
      "##vso[task.setprogress value=20]again",
      "##vso[task.setprogress value=400]",
      "##vso[task.complete result=Succeeded]done",
    ]);
    assert.deepEqual(told.events, [
      "progress 40 copying",
      "progress 40 again",
      "progress 100 ",
      "progress 100 done",
    ]);
  });

  it("prepend to the path of later steps, the newest first", async () => {
    const told = await run(
      [
        {
          task: {
            main: prints(
              "##vso[task.prependpath]/one",
              "##vso[task.prependpath]/two",
              "##vso[task.prependpath]/one",
            ),
          },
        },
        { task: { main: "console.log(process.env.PATH)" } },
      ],
      { runner: { processEnvironment: { PATH: "/usr/bin:/bin" } } },
    );
    assert.deepEqual(said(told, 1), ["/one:/two:/usr/bin:/bin"]);
  });
});

describe("records and service connections", () => {
  after(clean);

  it("check log details as the agent does", async () => {
    const id = "11111111-0000-0000-0000-000000000000";
    const told = await printed([
      `##vso[task.logdetail id=${id};name=a;type=b]`,
      `##vso[task.logdetail id=${id};progress=5]`,
      "##vso[task.logdetail name=a;type=b]",
      `##vso[task.logdetail id=${id.replaceAll("1", "2")};type=b]`,
    ]);
    assert.deepEqual(
      told.steps[0]?.issues.filter(({ message }) => !message.startsWith("Unable")),
      [
        error("Can't update timeline record, timeline record id is not provided."),
        error("Name is required for this new timeline record."),
      ],
    );
  });

  it("change a service connection for later steps, and mask what they put in", async () => {
    const id = "aaaaaaaa-0000-0000-0000-000000000001";
    const link = { id, name: "x", url: "https://old/", scheme: "Token", parameters: {}, data: {} };
    const lines = [
      `##vso[task.setendpoint id=${id};field=url]https://new/`,
      `##vso[task.setendpoint id=${id};field=authParameter;key=apitoken]late-token`,
      "late-token",
    ];
    const manifest = { inputs: [{ name: "link", type: "connectedService:x" }] };
    const later = {
      main: `console.log(process.env["ENDPOINT_URL_${id}"], process.env["ENDPOINT_AUTH_PARAMETER_${id}_APITOKEN"] === "late" + "-token")`,
      manifest,
    };
    const told = await run([{ task: { main: prints(...lines) } }, { task: later, inputs: { link: id } }], {
      endpoints: [link],
    });
    assert.deepEqual([said(told), said(told, 1)], [["***"], ["https://new/ true"]]);
    assert.deepEqual(
      (await printed(["##vso[task.setendpoint id=systemvssconnection;field=url]https://evil/"])).report
        .result,
      "failed",
    );
  });
});
