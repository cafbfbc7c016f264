// What the sample's build steps call instead of Power Platform's own tools: makes solutions, sites, data and reports.
//   node workshop.mjs solution <name> <version> <file.zip> [--unmanaged] [--missing <solution>]
//   node workshop.mjs site <folder> <title> <version>
//   node workshop.mjs data <file.zip>
//   node workshop.mjs portal <folder>
//   node workshop.mjs analyse <folder> <none|critical>
//   node workshop.mjs smoke <checks> [warning]
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

// The same input gives the same bytes.
const mtime = new Date("2022-06-16T12:00:00Z");

const [act, ...args] = process.argv.slice(2);
const acts = { solution, site, data, portal, analyse, smoke };
await acts[act](...args);

async function solution(name, version, file, ...flags) {
  const managed = flags.includes("--unmanaged") ? 0 : 1;
  const missing = flags.includes("--missing") ? flags[flags.indexOf("--missing") + 1] : undefined;
  await zip(file, {
    "[Content_Types].xml":
      '<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/octet-stream" /></Types>',
    "solution.xml": solutionXml(name, version, managed, missing),
    "customizations.xml": `<?xml version="1.0" encoding="utf-8"?><ImportExportXml><Entities /><Roles /><Workflows /><Version>${version}</Version></ImportExportXml>`,
  });
  say(`Packed ${name} ${version} (${managed ? "managed" : "unmanaged"})`);
}

function solutionXml(name, version, managed, missing) {
  const dependency = missing
    ? `<MissingDependency><Required type="1" schemaName="contoso_account" displayName="Account extension" solution="${missing}" /><Dependent type="1" schemaName="contoso_order" displayName="Order" /></MissingDependency>`
    : "";
  return `<?xml version="1.0" encoding="utf-8"?>
<ImportExportXml version="9.2.22062.132" SolutionPackageVersion="9.2" languagecode="1033" generatedBy="CrmLive">
  <SolutionManifest>
    <UniqueName>${name}</UniqueName>
    <LocalizedNames><LocalizedName description="${name}" languagecode="1033" /></LocalizedNames>
    <Descriptions />
    <Version>${version}</Version>
    <Managed>${managed}</Managed>
    <Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>contoso</CustomizationPrefix></Publisher>
    <RootComponents />
    <MissingDependencies>${dependency}</MissingDependencies>
  </SolutionManifest>
</ImportExportXml>
`;
}

async function data(file) {
  await zip(file, {
    "[Content_Types].xml": "<Types />",
    "data.xml": '<entities><entity name="contoso_setting"><records /></entity></entities>',
    "data_schema.xml": '<entities><entity name="contoso_setting" displayname="Setting" /></entities>',
  });
  say("Exported the configuration data");
}

function site(folder, title, version) {
  write(
    join(folder, "index.html"),
    `<!doctype html>\n<title>${title}</title>\n<h1>${title}</h1>\n<p>Version ${version}</p>\n`,
  );
  write(
    join(folder, "assets", "site.css"),
    `/* ${version} */\nbody { font-family: sans-serif; margin: 2rem; }\n`,
  );
  write(join(folder, "version.json"), `${JSON.stringify({ title, version })}\n`);
  say(`Wrote ${title} ${version}`);
}

function portal(folder) {
  write(join(folder, "website.yml"), "adx_name: Contoso\n");
  write(join(folder, "web-pages", "Home.webpage.yml"), "adx_name: Home\n");
  write(join(folder, "deployment-profiles", "uat.deployment.yml"), "adx_sitesetting: []\n");
  say("Downloaded the portal");
}

function analyse(folder, level) {
  const results = level === "critical" ? [{ ruleId: "il-avoid-parallel-plugin", level: "error" }] : [];
  write(join(folder, "CanExport.sarif"), `${JSON.stringify({ version: "2.1.0", runs: [{ results }] })}\n`);
  write(join(folder, "IssueResultSummary.md"), `# Issues\n\nCritical: ${results.length}\n`);
  say(`The solution checker found ${results.length} critical issues`);
  if (results.length > 0) {
    say(
      "##vso[task.logissue type=error]The solution checker found 1 critical issue: il-avoid-parallel-plugin",
    );
    process.exitCode = 1;
  }
}

function smoke(checks, warning) {
  say(`${checks} of ${checks} checks passed`);
  if (warning) say(`##vso[task.logissue type=warning]${warning}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function zip(file, entries) {
  mkdirSync(dirname(file), { recursive: true });
  const { ZipFile } = await import("yazl");
  const archive = new ZipFile();
  for (const [name, text] of Object.entries(entries)) archive.addBuffer(Buffer.from(text), name, { mtime });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(file));
}
