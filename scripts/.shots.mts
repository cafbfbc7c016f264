import { startStandIn } from "../standin/stand-in.ts";
import { launchBrowser } from "./browser.ts";
import { openHub, signIn, stageCard, openDeployPanel, fillNewRelease } from "./hub-driver.ts";
const t0 = Date.now();
const s = await startStandIn({ vsix: "/work/main/dist/release-manager-0.1.0.vsix", folder: "/tmp/hostdev/world", ports: { page: 18080, files: 18081, entra: 18440, dataverse: [18441, 18442, 18443, 18444] }, tell: console.log });
console.log("up", Date.now() - t0, s.startPage);
const b = await launchBrowser();
const ctx = await b.newContext({ viewport: { width: 1366, height: 900 }, reducedMotion: "reduce" });
await signIn(ctx, { person: s.config.people.find((p) => p.role === "releaseManager")!.id });
const page = await ctx.newPage();
page.on("console", (m) => m.type() === "error" && console.log("console", m.text()));
const h = await openHub(page, s.startPage);
const shot = async (n: string) => { await page.screenshot({ path: `/tmp/hostdev/${n}.png` }); };
await h.hub.getByRole("table").waitFor(); await page.waitForTimeout(1500);
await shot("list"); console.log(await h.hub.locator("main").innerText());
await fillNewRelease(h, { pipeline: "Contoso ALM" }); await page.waitForTimeout(1500); await shot("new"); console.log("=== NEW", await h.hub.getByRole("dialog").innerText());
await page.keyboard.press("Escape");
await page.goto(`${s.startPage}?view=connections`); await page.waitForTimeout(3000); await shot("connections"); console.log("=== CONN", await h.hub.locator("main").innerText());
await page.goto(s.startPage.replace("_apps/hub", "_settings").replace(/releases$/, "settings")); await page.waitForTimeout(3000); await shot("settings"); console.log("=== SETTINGS", await h.hub.locator("main").innerText());
const rel: any = await s.organisation.call("releaseManager", "GET", "/rm/contoso/Contoso/_apis/release/releases?$top=100&$expand=environments&api-version=7.0");
for (const r of rel.value) console.log(r.id, r.name, r.releaseDefinition.name, r.environments.map((e: any) => `${e.name}:${e.status}`).join(" "));
const last = rel.value.find((r: any) => r.releaseDefinition.name === "Contoso ALM" && r.environments[0].status === "succeeded" && r.environments[1].status === "notStarted");
await page.goto(`${s.startPage}?view=release&id=classic:${last.id}`); await stageCard(h, "UAT").waitFor(); await page.waitForTimeout(2000); await shot("release"); console.log("=== RELEASE", await h.hub.locator("main").innerText());
await openDeployPanel(h, "Production"); await page.waitForTimeout(1500); await shot("deploy"); console.log("=== DEPLOY", await h.hub.getByRole("dialog").innerText());
for (const t of ["artefacts", "variables", "history", "record"]) { await page.goto(`${s.startPage}?view=release&id=classic:${last.id}&tab=${t}`); await h.hub.getByRole("navigation").first().waitFor().catch(()=>{}); await page.waitForTimeout(2500); await shot(`tab-${t}`); console.log(`=== ${t}`, await h.hub.locator("main").innerText()); }
for (const p of ["_build", "_release", "_library"]) { await page.goto(`${s.address}/contoso/Contoso/${p}`); await page.waitForTimeout(1200); await shot(`ado-${p}`); }
await page.goto(`${s.address}/contoso/Contoso/_releaseProgress?releaseId=${last.id}`); await page.waitForTimeout(1500); await shot("ado-release");
await b.close(); await s.stop();
