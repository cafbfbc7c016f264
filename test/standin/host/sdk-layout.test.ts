import assert from "node:assert/strict";
import type * as Sdk from "azure-devops-extension-sdk";
import { frameOf } from "../../support/browser-host.ts";
import { call, probeForEach, serviceIds, type Service } from "../../support/browser-probe.ts";

declare const SDK: typeof Sdk;
declare const seen: unknown[];

describe("the host page's message dialog and full screen", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  it("shows a message over the whole page and gives the answer back", async () => {
    const { frame, page } = probe();
    const open = (): Promise<void> =>
      frame.evaluate(async (id) => {
        const layout = (await SDK.getService<object>(id)) as Service;
        const onClose = (accepted: unknown): void => void seen.push(accepted ?? "escaped");
        await layout["openMessageDialog"]?.("Really?", { title: "Sure", okText: "Yes", onClose });
      }, serviceIds.layout);
    await open();
    await page.getByRole("dialog", { name: "Sure" }).getByRole("button", { name: "Yes" }).click();
    await open();
    await page.getByRole("button", { name: "Cancel" }).click();
    await open();
    await page.keyboard.press("Escape");
    await frame.waitForFunction(() => seen.length === 3);
    assert.deepEqual(await frame.evaluate(() => seen), [true, false, "escaped"]);
  });

  it("fills the screen and gives it back", async () => {
    const { frame, page } = probe();
    await call(frame, serviceIds.layout, "setFullScreenMode", true);
    assert.equal(await call(frame, serviceIds.layout, "getFullScreenMode"), true);
    assert.equal(await page.locator("header.top").isVisible(), false);
    await call(frame, serviceIds.layout, "setFullScreenMode", false);
    assert.equal(await call(frame, serviceIds.layout, "getFullScreenMode"), false);
  });
});

describe("the host page's dialogs and panels of extensions", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  for (const [method, kind] of [
    ["openCustomDialog", "dialog"],
    ["openPanel", "panel"],
  ] as const) {
    it(`opens a second frame with its own handshake: ${method}`, async () => {
      const { frame, page } = probe();
      await frame.evaluate(
        async ([id, name]) => {
          const layout = (await SDK.getService<object>(id)) as Service;
          const onClose = (result: unknown): void => void seen.push(result);
          await layout[name]?.("acme.probe.panel", {
            title: "More",
            configuration: { release: 57 },
            onClose,
          });
        },
        [serviceIds.layout, method] as const,
      );
      const inner = await frameOf(page, "panel.html");
      const release = await inner.evaluate(async () => {
        await SDK.init();
        SDK.resize(400, 300);
        return (SDK.getConfiguration() as Record<string, unknown>)["release"];
      });
      assert.equal(release, 57);
      await inner
        .evaluate((key) => {
          const configuration = SDK.getConfiguration() as Record<
            string,
            { close: (result: unknown) => void }
          >;
          configuration[key]?.close({ chosen: true });
        }, kind)
        // The frame goes away with its own call, sometimes before the answer.
        .catch(() => undefined);
      await frame.waitForFunction(() => seen.length > 0);
      assert.deepEqual(await frame.evaluate(() => seen), [{ chosen: true }]);
    });
  }
});

describe("the host page's toasts, banners and dialogs", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  it("shows toasts, banners and dialogs of the extension", async () => {
    const { frame, page } = probe();
    await frame.evaluate(async (id) => {
      const messages = (await SDK.getService<object>(id)) as Service;
      const onCallToActionClick = (): void => void seen.push("called");
      await messages["addToast"]?.({
        message: "Started",
        duration: 5000,
        callToAction: "Show",
        onCallToActionClick,
      });
      await messages["addBanner"]?.({
        level: 2,
        messageFormat: "See {0}.",
        messageLinks: [{ name: "more", href: "#more" }],
      });
    }, serviceIds.messages);
    await page.getByRole("button", { name: "Show" }).click();
    await frame.waitForFunction(() => seen.length > 0);
    assert.equal(await page.locator(".toast").count(), 0);
    assert.match((await page.locator(".banner.error").textContent()) ?? "", /^See more\./);
    await call(frame, serviceIds.messages, "closeBanner");
    assert.equal(await page.locator(".banner").count(), 0);
    await call(frame, serviceIds.messages, "addDialog", { title: "News", message: "Something" });
    await page.getByRole("dialog", { name: "News" }).waitFor();
    await call(frame, serviceIds.messages, "closeDialog");
    assert.equal(await page.getByRole("dialog").count(), 0);
  });
});
