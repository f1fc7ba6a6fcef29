// A link carries the whole design, and what one has is never lost by opening one.
import { axe, expect, groundplan, test } from "./studio.mjs";

const OTHER = "vpc shared cidr=10.7.0.0/16\n  subnet inner cidr=10.7.0.0/24 access=isolated\nbucket photos\n";

/** The fragment of a link to a sketch, as the command line makes it. */
const link = (...args) => groundplan("other.sketch", OTHER, "link", "FILE", ...args).trim().replace(/^[^#]*/, "");

async function share(page) {
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "Share a link…" }).click();
  const dialog = page.getByRole("dialog", { name: "Share a link" });
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/#design=1\./);
  return dialog;
}

const bar = (page) => page.getByRole("region", { name: "Shared design" });
const kept = (page) => page.evaluate(() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith("groundplan.design"))));

test("a shared link opens the same design with the same template in another browser", async ({ page, studio, browser, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await studio.open();
  await studio.dragNode("users", 0, 64);
  const dialog = await share(page);
  const address = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await expect(dialog).toContainText(`${address.length} characters`);
  await dialog.getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await dialog.getByRole("button", { name: "Close" }).click();
  const [design, template] = [await studio.export("Design"), await studio.export("Template as YAML")];
  // The command line takes the address as it is.
  expect(groundplan("unused", "", "synth", address)).toBe(template.text);

  const elsewhere = await browser.newContext({ baseURL });
  const other = new studio.constructor(await elsewhere.newPage());
  await other.page.goto(address);
  await expect(bar(other.page)).toContainText("A shared design. Yours is still kept");
  expect((await other.export("Design")).text).toBe(design.text);
  expect((await other.export("Template as YAML")).text).toBe(template.text);
  await elsewhere.close();
});

test("opening a link leaves what one has, until one takes it over", async ({ page, studio }) => {
  await studio.open();
  await studio.dragNode("users", 0, 64);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  const before = await kept(page);
  await page.evaluate((hash) => (location.hash = hash), link());
  await expect(studio.node("photos")).toHaveCount(1);
  await expect(page.locator(".saved")).toHaveText("Shared, not kept yet");
  expect(await axe(page, ".shared-bar")).toEqual([]);
  // A reload reads the link again; without it one's own design is there.
  await page.reload();
  await expect(studio.node("photos")).toHaveCount(1);
  expect(await kept(page)).toBe(before);
  await bar(page).getByRole("button", { name: "Back to my design" }).click();
  await expect(studio.node("unicorn")).toHaveCount(1);
  await expect(bar(page)).toBeHidden();
  expect(new URL(page.url()).hash).toBe("");
  await page.reload();
  await expect(studio.node("unicorn")).toHaveCount(1);

  await page.evaluate((hash) => (location.hash = hash), link());
  await bar(page).getByRole("button", { name: "Keep it" }).click();
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await page.reload();
  await expect(studio.node("photos")).toHaveCount(1);
  await expect(bar(page)).toBeHidden();
});

test("an edit makes a shared design one's own, and Undo still leads back", async ({ page, studio }) => {
  await studio.open();
  await page.evaluate((hash) => (location.hash = hash), link());
  await expect(studio.node("photos")).toHaveCount(1);
  await studio.select("photos");
  await page.keyboard.press("Delete");
  await expect(studio.node("photos")).toHaveCount(0);
  await expect(bar(page)).toBeHidden();
  await studio.undo.click();
  await expect(studio.node("photos")).toHaveCount(1);
  await studio.undo.click();
  await expect(studio.node("unicorn")).toHaveCount(1);
});

test("a design for looking can be walked and exported and not changed, and a copy can be edited", async ({ page, studio }) => {
  await page.goto(`./${link("--read-only")}`);
  await expect(bar(page)).toContainText("for looking");
  await studio.select("photos");
  await page.keyboard.press("Delete");
  await expect(studio.refusal).toContainText("choose Edit a copy");
  await expect(studio.node("photos")).toHaveCount(1);
  const box = await studio.box("photos");
  await studio.dragNode("photos", 80, 80);
  expect(await studio.box("photos")).toEqual(box);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  expect((await studio.export("Sketch")).text).toContain("bucket photos");
  await bar(page).getByRole("button", { name: "Edit a copy" }).click();
  await studio.select("photos");
  await page.keyboard.press("Delete");
  await expect(studio.node("photos")).toHaveCount(0);
});

for (const [name, hash, reason] of [
  ["is cut off", () => link().slice(0, -9), "it ends too early"],
  ["is of a newer version", () => "#design=2.AAAA", "a newer Groundplan made this link"],
  ["was changed on its way", () => "#design=1.<script>alert(1)</script>", "character 1: found `%`"],
  ["is garbage", () => "#design=1.AAAAAAAA", "copy the link once more"],
  ["is far too long", () => `#design=1.${"A".repeat(100_000)}`, "expected at most 28000"],
]) {
  test(`a link that ${name} says so, and the design stays`, async ({ page, studio }) => {
    await studio.open();
    await page.evaluate((hash) => (location.hash = hash), hash());
    await expect(studio.notice).toContainText("This link could not be opened");
    await expect(studio.notice).toContainText(reason);
    await expect(studio.node("unicorn")).toHaveCount(1);
    expect(await page.locator("script:not([src])").count()).toBe(0);
  });
}

test("a design that is too large for a link is to be sent as a file", async ({ page, studio }) => {
  await studio.open();
  const word = (seed) => [...Array(6)].map((_, at) => Math.imul(seed * 7919 + at * 104729, 2654435761) >>> 0).map((n) => n.toString(36)).join("");
  await studio.openDesign("many.sketch", [...Array(700)].map((_, at) => `repository ${word(at + 1)}`).join("\n"));
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "Share a link…" }).click();
  await expect(page.getByRole("dialog", { name: "Share a link" }).getByRole("alert")).toContainText("export the design and send the file instead");
});
