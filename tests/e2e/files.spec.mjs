// Files: the same one is written again where the browser lets a page do it, and downloaded where not.
import { readFileSync } from "node:fs";
import { artefact, axe, expect, groundplan, test } from "./studio.mjs";

/** A picker needs a person. What this one gives is a file of the browser's own file system, which is a real one. */
const picker = () => {
  const file = async (name) => (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
  globalThis.asked = [];
  globalThis.showSaveFilePicker = async ({ suggestedName }) => {
    globalThis.asked.push(suggestedName);
    if (globalThis.chosen === null) throw new DOMException("nobody chose a file", "AbortError");
    return file(globalThis.chosen ?? suggestedName);
  };
  globalThis.showOpenFilePicker = async () => [await file(globalThis.chosen)];
};

const held = (page, name) =>
  page.evaluate(async (name) => (await (await (await navigator.storage.getDirectory()).getFileHandle(name)).getFile()).text(), name);
const put = (page, name, text) =>
  page.evaluate(
    async ([name, text]) => {
      const out = await (await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true })).createWritable();
      await out.write(text);
      await out.close();
    },
    [name, text],
  );
const choose = (page, name) => page.evaluate((name) => (globalThis.chosen = name), name);

async function rename(page, name) {
  await page.getByLabel("Name of the design").fill(name);
  await page.getByLabel("Name of the design").press("Enter");
}

test.describe("where a page can write files", () => {
  test.beforeEach(async ({ page, studio }) => {
    await page.addInitScript(picker);
    await studio.open();
  });

  test("the same file is written again, also after a reload, and in the form of its name", async ({ page, studio }) => {
    await rename(page, "Shop");
    await studio.surface.press("Control+s");
    await expect(studio.notice).toContainText("Saved in shop.groundplan.json");
    expect(JSON.parse(await held(page, "shop.groundplan.json")).name).toBe("Shop");
    await rename(page, "Shop two");
    await studio.surface.press("Control+s");
    await expect.poll(async () => JSON.parse(await held(page, "shop.groundplan.json")).name).toBe("Shop two");
    expect(await page.evaluate(() => globalThis.asked)).toEqual(["shop.groundplan.json"]);
    expect(await axe(page, ".notice")).toEqual([]);
    await page.screenshot({ path: artefact("saved-in-a-file.png") });
    await page.reload();
    await expect(studio.node("votes")).toBeVisible();
    await rename(page, "Shop three");
    await studio.surface.press("Control+s");
    await expect.poll(async () => JSON.parse(await held(page, "shop.groundplan.json")).name).toBe("Shop three");
    expect(await page.evaluate(() => globalThis.asked)).toEqual([]);

    await choose(page, "shop.sketch");
    await page.locator("summary", { hasText: "Export" }).click();
    await page.getByRole("button", { name: "Save to another file…" }).click();
    await expect(studio.notice).toContainText("Saved in shop.sketch");
    expect(groundplan("shop.sketch", await held(page, "shop.sketch"), "convert", "--format", "design", "FILE")).toContain('"name": "Shop three"');
  });

  test("what somebody else wrote into it is not lost unasked", async ({ page, studio }) => {
    await studio.surface.press("Control+s");
    await expect.poll(() => page.evaluate(() => globalThis.asked.length)).toBe(1);
    const name = (await page.evaluate(() => globalThis.asked))[0];
    await expect(studio.notice).toContainText(`Saved in ${name}`);
    await page.waitForTimeout(20);
    await put(page, name, "of somebody else");
    await studio.surface.press("Control+s");
    await expect(studio.notice).toContainText(`${name} was changed by somebody else`);
    expect(await held(page, name)).toBe("of somebody else");
    await studio.surface.press("Control+s");
    await expect(studio.notice).toContainText(`Saved in ${name}`);
    expect(JSON.parse(await held(page, name)).nodes.length).toBeGreaterThan(10);
  });

  test("a file that was opened is the one that is written, and a design has a file of its own", async ({ page, studio }) => {
    await put(page, "own.sketch", "bucket photos\n");
    await choose(page, "own.sketch");
    await page.locator("summary").filter({ hasText: "Open" }).click();
    await page.getByRole("button", { name: "Open a file…" }).click();
    await expect(studio.notice).toContainText("own.sketch is open");
    await rename(page, "Own");
    await studio.surface.press("Control+s");
    await expect(studio.notice).toContainText("Saved in own.sketch");
    expect(await page.evaluate(() => globalThis.asked)).toEqual([]);
    expect(await held(page, "own.sketch")).toContain("bucket photos");
    expect(await held(page, "own.sketch")).toContain("Own");
    // Another design asks where it shall go.
    await choose(page, null);
    await page.locator("summary").filter({ hasText: "Open" }).click();
    await page.getByRole("button", { name: "New design" }).click();
    await studio.notice.getByRole("button", { name: "Dismiss" }).click();
    await studio.surface.press("Control+s");
    await expect.poll(() => page.evaluate(() => globalThis.asked.length)).toBe(1);
    await expect(studio.notice).toHaveCount(0);
  });

  test("a file that may not be written is downloaded, and why is said", async ({ page, studio }) => {
    await studio.surface.press("Control+s");
    await expect(studio.notice).toContainText("Saved in");
    await page.evaluate(() => (FileSystemHandle.prototype.requestPermission = async () => "denied"));
    const [download] = await Promise.all([page.waitForEvent("download"), studio.surface.press("Control+s")]);
    expect(JSON.parse(readFileSync(await download.path(), "utf8")).nodes.length).toBeGreaterThan(10);
    await expect(studio.notice).toContainText("was downloaded");
    await expect(studio.notice).toContainText("the page may not write it");
  });
});

test("where a page can write no file, saving downloads", async ({ page, studio }) => {
  await page.addInitScript(() => {
    delete globalThis.showSaveFilePicker;
    delete globalThis.showOpenFilePicker;
  });
  await studio.open();
  const [download] = await Promise.all([page.waitForEvent("download"), studio.surface.press("Control+s")]);
  expect(download.suggestedFilename()).toBe("unicorn-pursuit.groundplan.json");
  expect(JSON.parse(readFileSync(await download.path(), "utf8")).name).toBe("Unicorn Pursuit");
  await expect(studio.notice).toContainText("This browser lets no page write files");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.locator("summary").filter({ hasText: "Open" }).click().then(() => page.getByRole("button", { name: "Open a file…" }).click()),
  ]);
  await chooser.setFiles({ name: "own.sketch", mimeType: "text/plain", buffer: Buffer.from("bucket photos\n") });
  await expect(studio.notice).toContainText("own.sketch is open");
});
