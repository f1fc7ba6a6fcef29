// What a person drew is in a list of designs, stays through closed tabs and crashes, and comes back.
import { expect, test as base } from "@playwright/test";
import { readFileSync } from "node:fs";
import { axe, Studio, test } from "./studio.mjs";

const name = (page) => page.getByLabel("Name of the design");

async function rename(page, words) {
  await name(page).fill(words);
  await name(page).press("Tab");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
}

/** The cards by their names, as the list shows them. */
const cards = (studio) => studio.gallery.locator(".gallery-card strong");

test("several designs are kept, opened and duplicated, each as it was left", async ({ page, studio }) => {
  await studio.open();
  await studio.yourDesigns();
  await expect(studio.gallery).toContainText("A design appears here as soon as you change something");
  await studio.gallery.getByRole("button", { name: "Close" }).click();
  await rename(page, "First");
  const box = await studio.box("users");
  await studio.yourDesigns();
  await expect(cards(studio)).toHaveText(["First"]);
  await expect(studio.gallery.locator(".gallery-card")).toContainText("Open now · 24 nodes");
  const picture = studio.gallery.locator("img");
  expect(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0))).toBe(true);
  await studio.gallery.getByRole("button", { name: "New design" }).click();
  await expect(studio.node("users")).toHaveCount(0);
  await rename(page, "Second");
  await studio.yourDesigns();
  await expect(cards(studio)).toHaveText(["Second", "First"]);
  await studio.gallery.getByRole("button", { name: "Duplicate First" }).click();
  await expect(cards(studio)).toHaveText(["First (copy)", "Second", "First"]);
  await studio.gallery.getByRole("button", { name: /^First \d/ }).click();
  await expect(studio.gallery).toBeHidden();
  await expect(name(page)).toHaveValue("First");
  expect(await studio.box("users")).toEqual(box);
  // Opening is a step: Undo leads back to the other document, and what is drawn then goes there.
  await studio.undo.click();
  await expect(name(page)).toHaveValue("Second");
  await rename(page, "Second, changed");
  await page.reload();
  await expect(name(page)).toHaveValue("Second, changed");
  await studio.yourDesigns();
  await expect(cards(studio)).toHaveText(["Second, changed", "First (copy)", "First"]);
});

test("a deleted design comes back, also the open one, by Undo and from the list", async ({ page, studio }) => {
  await studio.open();
  await rename(page, "Precious");
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: "Delete Precious" }).click();
  await expect(cards(studio)).toHaveCount(0);
  await expect(studio.gallery.getByRole("heading", { name: "Deleted" })).toBeVisible();
  await studio.gallery.getByRole("button", { name: "Close" }).click();
  await expect(studio.node("web")).toHaveCount(0);
  await studio.undo.click();
  await expect(studio.node("web")).toHaveCount(1);
  await expect(name(page)).toHaveValue("Precious");
  await expect
    .poll(async () => {
      await studio.yourDesigns();
      const seen = await cards(studio).allTextContents();
      await page.keyboard.press("Escape");
      return seen;
    })
    .toEqual(["Precious"]);
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: "Delete Precious" }).click();
  await studio.gallery.getByRole("button", { name: "Bring back" }).click();
  await studio.gallery.getByRole("button", { name: /^Precious/ }).click();
  await expect(studio.node("web")).toHaveCount(1);
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: "Delete Precious" }).click();
  await expect(studio.gallery.getByRole("button", { name: "Delete these for good" })).toBeVisible();
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
  }
  await studio.gallery.getByRole("button", { name: "Delete these for good" }).click();
  await expect(studio.gallery.getByRole("heading", { name: "Deleted" })).toBeHidden();
});

test("a snapshot is restored as a step of the same document", async ({ page, studio }) => {
  await studio.open();
  const before = await studio.box("users");
  await studio.yourDesigns();
  await studio.gallery.getByLabel("Name of the snapshot").fill("before the move");
  await studio.gallery.getByRole("button", { name: "Keep a snapshot" }).click();
  await expect(studio.gallery.locator(".gallery-name strong")).toHaveText(["before the move"]);
  expect(await axe(page, ".gallery")).toEqual([]);
  await page.keyboard.press("Escape");
  await studio.dragNode("users", 0, 64);
  const after = await studio.box("users");
  expect(after).not.toEqual(before);
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: "Restore" }).click();
  await expect.poll(() => studio.box("users")).toEqual(before);
  await studio.undo.click();
  await expect.poll(() => studio.box("users")).toEqual(after);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await studio.yourDesigns();
  await expect(cards(studio)).toHaveCount(1);
});

test("tabs with different designs do not disturb each other", async ({ page, studio, context }) => {
  await studio.open();
  await rename(page, "One");
  const other = new Studio(await context.newPage());
  await other.open();
  await other.yourDesigns();
  await other.gallery.getByRole("button", { name: "New design" }).click();
  await rename(other.page, "Two");
  await page.bringToFront();
  await rename(page, "One, changed");
  await other.page.bringToFront();
  await rename(other.page, "Two, changed");
  await expect(other.notice).toHaveCount(0);
  await expect(studio.notice).toHaveCount(0);
  await page.reload();
  await other.page.reload();
  await expect(name(page)).toHaveValue("One, changed");
  await expect(name(other.page)).toHaveValue("Two, changed");
  // The database has what the other tab kept a moment later; which one is the newer of two that change together nobody knows.
  await expect(async () => {
    await page.keyboard.press("Escape");
    await studio.yourDesigns();
    await expect(cards(studio)).toHaveCount(2, { timeout: 500 });
    expect((await cards(studio).allTextContents()).sort()).toEqual(["One, changed", "Two, changed"]);
  }).toPass();
});

test("a design that another tab changed is not put back by a tab that did not change it", async ({ page, studio }) => {
  await studio.open();
  await rename(page, "Open in two tabs");
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: "New design" }).click();
  await rename(page, "Another one");
  // A page that has not changed it.
  await page.reload();
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: /^Open in two tabs/ }).click();
  const unchanged = () => localStorage.getItem(`groundplan.opened.${localStorage.getItem("groundplan.document")}`);
  await expect.poll(() => page.evaluate(unchanged)).toContain("Open in two tabs");
  await studio.select("users");
  // Another tab's change, of which the browser has not told this one yet; and a step that is taken back before it is kept.
  const theirs = await page.evaluate(() => {
    const document = localStorage.getItem("groundplan.document");
    const text = localStorage.getItem(`groundplan.opened.${document}`).replace("Open in two tabs", "Changed there");
    localStorage.setItem(`groundplan.design.${document}`, text);
    return text;
  });
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+z");
  await expect(page.locator(".saved")).toContainText("Not kept");
  expect(await page.evaluate(() => localStorage.getItem(`groundplan.design.${localStorage.getItem("groundplan.document")}`))).toBe(theirs);
});

test("a tab that is closed before the database has the design leaves it for the next one", async ({ page, studio, context }) => {
  await page.route("**/engine.js?*", (route) => route.abort());
  await studio.open();
  await name(page).fill("Left behind");
  await name(page).press("Tab");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await page.evaluate(() => localStorage.removeItem("groundplan.document"));
  await page.close();
  const next = new Studio(await context.newPage());
  await next.open();
  await expect(name(next.page)).toHaveValue("Unicorn Pursuit");
  await next.yourDesigns();
  await expect(async () => {
    await next.page.keyboard.press("Escape");
    await next.yourDesigns();
    await expect(cards(next)).toHaveText(["Left behind"], { timeout: 500 });
  }).toPass();
  await next.gallery.getByRole("button", { name: /^Left behind/ }).click();
  await expect(name(next.page)).toHaveValue("Left behind");
});

test("names are shown as text, whatever they say", async ({ page, studio }) => {
  await studio.open();
  const words = '<img src=x onerror="document.title=1">\u202e__proto__';
  await rename(page, words);
  await studio.yourDesigns();
  await expect(cards(studio)).toHaveText([words]);
  expect(await page.title()).toBe("Groundplan");
});

base("a designer that stops shows a page with the design, and a reload goes on", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await rename(page, "Survives");
  // A browser that refuses an element in the middle of a change of the page stops the program.
  await page.evaluate(() => {
    const { createElement } = Document.prototype;
    Document.prototype.createElement = () => {
      Document.prototype.createElement = createElement;
      throw new Error("no more elements");
    };
  });
  await page.getByRole("button", { name: "Lessons" }).click();
  const stopped = page.getByRole("alert").filter({ hasText: "The designer has stopped" });
  await expect(stopped).toBeVisible();
  await expect(stopped.getByRole("button", { name: "Reload" })).toBeFocused();
  expect(await axe(page, ".stopped")).toEqual([]);
  const downloaded = page.waitForEvent("download");
  await stopped.getByRole("button", { name: "Download the design" }).click();
  expect(readFileSync(await (await downloaded).path(), "utf8")).toContain("Survives");
  await stopped.getByRole("button", { name: "Reload" }).click();
  await expect(name(page)).toHaveValue("Survives");
  // A design with which it stops again and again must not be in the way.
  await page.evaluate(() => {
    setTimeout(() => Promise.reject(new WebAssembly.RuntimeError("unreachable")));
  });
  await stopped.getByRole("button", { name: "Begin with another design" }).click();
  await expect(name(page)).toHaveValue("Unicorn Pursuit");
  await expect(async () => {
    await page.keyboard.press("Escape");
    await studio.yourDesigns();
    await expect(cards(studio)).toHaveText(["Survives"], { timeout: 500 });
  }).toPass();
});
