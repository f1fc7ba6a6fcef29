// The design stays in this browser, and the page says when it does not.
import { readFileSync } from "node:fs";
import { axe, expect, test } from "./studio.mjs";

test("a reload restores the design", async ({ page, studio }) => {
  await studio.open();
  await studio.select("unicorn");
  await studio.inspector.getByRole("textbox", { name: "Name", exact: true }).fill("images");
  await page.keyboard.press("Enter");
  await expect(studio.node("images")).toHaveCount(1);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await page.reload();
  await expect(studio.node("images")).toHaveCount(1);
  await expect(studio.node("unicorn")).toHaveCount(0);
});

test("a reload restores the camera and the selection", async ({ page, studio }) => {
  await studio.open();
  await studio.select("web");
  await page.getByRole("button", { name: "Zoom in" }).click();
  const [zoom, box] = [await studio.zoom(), await studio.box("web")];
  await page.reload();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("web");
  await expect(studio.selected).toHaveCount(1);
  expect(await studio.zoom()).toBe(zoom);
  expect(await studio.box("web")).toEqual(box);
  // A camera that somebody damaged shows the design as if there were none.
  await page.addInitScript(() => localStorage.setItem("groundplan.view", "NaN 1e999 0 5"));
  await page.reload();
  await expect(studio.node("web")).toHaveCount(1);
  await expect.poll(() => studio.zoom()).toBeLessThan(zoom);
});

test("a kept design that cannot be read is put aside, with a clear message", async ({ page, studio }) => {
  // In the slot that had no document's name yet.
  await page.addInitScript(() => {
    if (localStorage.getItem("groundplan.document") === null) localStorage.setItem("groundplan.design", '{"format": "groundplan", "nodes": [oops');
  });
  await studio.open();
  await expect(studio.notice).toContainText("The design kept in this browser could not be read");
  await expect(studio.notice).toContainText("put aside");
  await expect(studio.node("web")).toHaveCount(1);
  await studio.dragNode("users", 0, 64);
  const aside = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("groundplan.unreadable.")));
  expect(aside).toHaveLength(1);
  expect(aside[0][1]).toContain("oops");
  const [download] = await Promise.all([page.waitForEvent("download"), studio.notice.getByRole("button", { name: "Save it as a file" }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toContain("oops");
  // What came in its place is kept.
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  const box = await studio.box("users");
  await page.reload();
  await expect(studio.node("web")).toHaveCount(1);
  expect(await studio.box("users")).toEqual(box);
});

/** Makes the browser's storage of texts refuse to write, as a full one does; what it has stays. */
const fill = () => {
  Storage.prototype.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
};

/** Takes the browser's storage of texts away. */
const forbid = () => {
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  }
};

/** Takes the database away from the worker that writes to it. */
async function withoutDatabase(page) {
  const body = 'Object.defineProperty(self, "indexedDB", { value: undefined });\n' + readFileSync(`${process.env.GROUNDPLAN_DIST}/engine.js`, "utf8");
  await page.route("**/engine.js?*", (route) => route.fulfill({ contentType: "text/javascript", body }));
}

for (const [name, breakStorage] of Object.entries({ "is full": fill, "is forbidden": forbid })) {
  test(`a storage that ${name} does not stop the work, and without a database the page says so`, async ({ page, studio }) => {
    await withoutDatabase(page);
    await page.addInitScript(breakStorage);
    await studio.open();
    const box = await studio.box("users");
    await studio.dragNode("users", 0, 64);
    expect((await studio.box("users")).y).toBeGreaterThan(box.y);
    await expect(page.locator(".saved")).toContainText("Not kept");
    await expect(studio.notice).toContainText("export the design before you leave");
    expect((await studio.export("Design")).text).toContain("unicorn");
    await page.getByRole("button", { name: "Palette" }).first().click();
    await expect(page.locator(".palette")).toBeHidden();
  });

  test(`with a storage that ${name} the database keeps the design`, async ({ page, studio }) => {
    await page.addInitScript(breakStorage);
    await studio.open();
    await page.getByLabel("Name of the design").fill("Kept all the same");
    await page.getByLabel("Name of the design").press("Tab");
    await expect(page.locator(".saved")).toHaveText("Kept in this browser");
    await page.reload();
    await studio.yourDesigns();
    await studio.gallery.getByRole("button", { name: /^Kept all the same/ }).click();
    await expect(page.getByLabel("Name of the design")).toHaveValue("Kept all the same");
  });
}

test("what is typed is kept while its field has the focus; of a drag that goes on nothing is, and nothing else is lost", async ({ page, studio }) => {
  await studio.open();
  await studio.dragNode("users", 0, 64);
  const name = page.getByLabel("Name of the design");
  await name.fill("Half a na");
  await expect(page.locator(".saved")).toHaveText("Being kept…");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  const box = await studio.box("users");
  await page.reload();
  await expect(name).toHaveValue("Half a na");
  // What was taken back is not kept.
  await name.fill("Half a name");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await name.press("Escape");
  await page.mouse.click(5, 5);
  const { x, y } = await studio.grip("users");
  await studio.drag({ x, y }, { x: x + 40, y: y + 120 }, { drop: false });
  await expect.poll(async () => (await studio.box("users")).y).toBeGreaterThan(box.y + 60);
  // The page goes with the button down, as when a tab is closed.
  await page.reload();
  await expect(studio.node("web")).toHaveCount(1);
  expect(await studio.box("users")).toEqual(box);
  await page.mouse.up();
});

test("a database that takes back what it was given is none: the page says so and asks before it goes", async ({ page, studio }) => {
  const body = "IDBTransaction.prototype.commit = function () { this.abort(); };\n" + readFileSync(`${process.env.GROUNDPLAN_DIST}/engine.js`, "utf8");
  await page.route("**/engine.js?*", (route) => route.fulfill({ contentType: "text/javascript", body }));
  await page.addInitScript(fill);
  await studio.open();
  await studio.dragNode("users", 0, 64);
  await expect(page.locator(".saved")).toHaveText("Not kept: save it as a file");
  const [download] = await Promise.all([page.waitForEvent("download"), studio.notice.getByRole("button", { name: "Save it as a file" }).click()]);
  expect(JSON.parse(readFileSync(await download.path(), "utf8")).groundplan).toBe(1);
  const asked = page.waitForEvent("dialog");
  await page.reload();
  expect((await asked).type()).toBe("beforeunload");
});

for (const hasDatabase of [true, false]) {
  test(`a storage that becomes full ${hasDatabase ? "hands over to the database" : "keeps the older design, and without a database the page says so"}`, async ({ page, studio }) => {
    if (!hasDatabase) await withoutDatabase(page);
    await studio.open();
    const name = page.getByLabel("Name of the design");
    const rename = async (words) => {
      await name.fill(words);
      await name.press("Tab");
    };
    await rename("Older");
    await expect(page.locator(".saved")).toHaveText("Kept in this browser");
    await page.evaluate(fill);
    await rename("Newer");
    await expect(page.locator(".saved")).toHaveText(hasDatabase ? "Kept in this browser" : "Not kept: save it as a file");
    // The page says so when the database has answered.
    if (hasDatabase) await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("groundplan.design.")))).toEqual([]);
    await page.reload();
    await expect(name).toHaveValue(hasDatabase ? "Newer" : "Older");
  });
}

test("with a full storage a second tab does not overwrite what the first one has in the database", async ({ page, studio, context }) => {
  const name = (tab) => tab.getByLabel("Name of the design");
  const rename = async (tab, words) => {
    await tab.bringToFront();
    await name(tab).fill(words);
    await name(tab).press("Tab");
  };
  const isKept = (tab) => expect(tab.locator(".saved")).toHaveText("Kept in this browser");
  await studio.open();
  await rename(page, "Before");
  await isKept(page);
  await page.reload();
  await expect(name(page)).toHaveValue("Before");
  const second = await context.newPage();
  await second.goto("./");
  await expect(name(second)).toHaveValue("Before");
  // The database has what both show when it is in its list.
  const list = second.getByRole("dialog", { name: "Your designs" });
  await second.keyboard.press("Control+k");
  await second.keyboard.type("Your designs");
  await second.keyboard.press("Enter");
  await expect(list.locator(".gallery-card strong")).toHaveText(["Before"]);
  await second.keyboard.press("Escape");
  for (const tab of [page, second]) await tab.evaluate(fill);
  // A tab goes on with its own work as often as it wants to.
  for (const words of ["First", "First again"]) {
    await rename(page, words);
    await isKept(page);
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("groundplan.design.")))).toEqual([]);
  }
  await rename(second, "Second");
  await expect(second.locator(".saved")).toContainText("Not kept");
  await expect(second.locator(".notice")).toContainText("Another tab changed the kept design");
  await second.getByRole("button", { name: "Dismiss" }).click();
  await second.keyboard.press("Control+k");
  await second.keyboard.type("Your designs");
  await second.keyboard.press("Enter");
  await expect(list.locator(".gallery-card strong")).toHaveText(["First again"]);
  // The first one goes on, and the next page shows what it has.
  await rename(page, "First for good");
  await isKept(page);
  second.on("dialog", (dialog) => dialog.accept());
  await second.reload();
  await expect(name(second)).toHaveValue("First for good");
});

/** Puts a text into the browser's database as another tab does: under a document's name, with a card that is like another document's. */
const asAnotherTab = (page, like, id, name, text) =>
  page.evaluate(
    ([like, id, name, text]) =>
      new Promise((done, failed) => {
        const request = indexedDB.open("groundplan");
        request.onerror = () => failed(request.error);
        request.onsuccess = () => {
          const transaction = request.result.transaction(["cards", "texts"], "readwrite");
          const cards = transaction.objectStore("cards");
          cards.get(like).onsuccess = ({ target }) => {
            cards.put(JSON.stringify({ ...JSON.parse(target.result), id, name, by: "another" }), id);
            transaction.objectStore("texts").put(text, id);
          };
          transaction.oncomplete = () => done(request.result.close());
          transaction.onabort = () => failed(transaction.error);
        };
      }),
    [like, id, name, text],
  );

/** The open document, and the text in its slot. */
const inSlot = (page) =>
  page.evaluate(() => {
    const id = localStorage.getItem("groundplan.document");
    return { id, text: localStorage.getItem(`groundplan.design.${id}`) };
  });

/** Waits until the list of designs has these. */
const isListed = (page, studio, names) =>
  expect(async () => {
    await page.keyboard.press("Escape");
    await studio.yourDesigns();
    await expect(studio.gallery.locator(".gallery-card strong")).toHaveCount(names.length, { timeout: 500 });
    expect((await studio.gallery.locator(".gallery-card strong").allTextContents()).sort()).toEqual(names);
  }).toPass();

/** Renames the open design and waits until the database has it. */
async function listedAs(page, studio, words) {
  await page.getByLabel("Name of the design").fill(words);
  await page.getByLabel("Name of the design").press("Tab");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await isListed(page, studio, [words]);
  await page.keyboard.press("Escape");
}

test("what a closed tab left in the slot does not overwrite what another one has in the database: both stay", async ({ page, studio }) => {
  await studio.open();
  await listedAs(page, studio, "Before");
  const { id, text } = await inSlot(page);
  await asAnotherTab(page, id, id, "Theirs", text.replace("Before", "Theirs"));
  await page.evaluate(([id, text]) => localStorage.setItem(`groundplan.design.${id}`, text), [id, text.replace("Before", "Stale")]);
  await page.reload();
  await expect(page.getByLabel("Name of the design")).toHaveValue("Stale");
  await expect(studio.notice).toContainText("is a design of its own");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await isListed(page, studio, ["Stale", "Theirs"]);
  await page.reload();
  await expect(page.getByLabel("Name of the design")).toHaveValue("Theirs");
  await isListed(page, studio, ["Stale", "Theirs"]);
});

test("a slot that goes on from what the database has takes its place", async ({ page, studio }) => {
  await studio.open();
  await listedAs(page, studio, "Before");
  await page.route("**/engine.js?*", (route) => route.abort());
  await page.reload();
  const name = page.getByLabel("Name of the design");
  await expect(name).toHaveValue("Before");
  // More than what is remembered of it.
  for (let at = 1; at < 12; at += 1) {
    await name.fill(`After ${at}`);
    await name.press("Tab");
    await expect.poll(async () => (await inSlot(page)).text).toContain(`"After ${at}"`);
  }
  await page.unroute("**/engine.js?*");
  await page.reload();
  await expect(name).toHaveValue("After 11");
  await isListed(page, studio, ["After 11"]);
  await expect(studio.notice).toHaveCount(0);
});

test("what closed tabs left of other documents is put beside what the database has, or aside", async ({ page, studio }) => {
  await studio.open();
  await listedAs(page, studio, "Here");
  const { id, text } = await inSlot(page);
  await asAnotherTab(page, id, "feedbeef", "Theirs", text.replace("Here", "Theirs"));
  await page.evaluate((text) => {
    localStorage.setItem("groundplan.design.feedbeef", text);
    localStorage.setItem("groundplan.design.0badc0de", '{"groundplan": 1, "nodes": [oops');
  }, text.replace("Here", "Left behind"));
  await page.reload();
  await isListed(page, studio, ["Here", "Left behind", "Theirs"]);
  const part = studio.gallery.locator(".gallery-part").filter({ hasText: "Could not be read" });
  await expect(async () => {
    await page.keyboard.press("Escape");
    await studio.yourDesigns();
    await expect(part.locator("strong")).toHaveText(["Design 0badc0de"], { timeout: 500 });
  }).toPass();
  expect(await page.evaluate(() => ["feedbeef", "0badc0de"].map((id) => localStorage.getItem(`groundplan.design.${id}`)))).toEqual([null, null]);
});

test("designs that could not be read are listed, saved as files, deleted and brought back", async ({ page, studio }) => {
  await page.addInitScript(() => {
    if (localStorage.getItem("groundplan.document") === null) localStorage.setItem("groundplan.unreadable.0123abcd", '{"groundplan": 1, "nodes": [oops');
  });
  await studio.open();
  await studio.yourDesigns();
  const part = studio.gallery.locator(".gallery-part").filter({ hasText: "Could not be read" });
  await expect(part.locator("strong")).toHaveText(["Design 0123abcd"]);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
  }
  const [download] = await Promise.all([page.waitForEvent("download"), part.getByRole("button", { name: "Save as a file: Design 0123abcd" }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toBe('{"groundplan": 1, "nodes": [oops');
  const kept = () => page.evaluate(() => localStorage.getItem("groundplan.unreadable.0123abcd"));
  await part.getByRole("button", { name: "Delete Design 0123abcd" }).click();
  await expect.poll(kept).toBe(null);
  await part.getByRole("button", { name: "Bring back Design 0123abcd" }).click();
  await expect.poll(kept).toContain("oops");
  await part.getByRole("button", { name: "Delete Design 0123abcd" }).click();
  await expect.poll(kept).toBe(null);
  await studio.gallery.getByRole("button", { name: "Close" }).click();
  await studio.yourDesigns();
  await expect(part).toHaveCount(0);
});

test("panels, the drawer's height and the theme are as they were left", async ({ page, studio }) => {
  await studio.open();
  await page.locator(".top-bar").getByRole("button", { name: "Palette" }).click();
  await page.locator(".drawer-edge").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  const height = (await studio.drawer.boundingBox()).height;
  await page.locator(".theme").click();
  await page.locator(".theme").click();
  await page.reload();
  await expect(page.locator("html[data-started]")).toBeAttached();
  await expect(page.locator(".palette")).toBeHidden();
  expect((await studio.drawer.boundingBox()).height).toBeCloseTo(height, 0);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a second tab does not overwrite silently what the first one kept", async ({ page, studio, context }) => {
  await studio.open();
  await studio.dragNode("voters", 0, 8);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  const second = await context.newPage();
  await second.goto("./");
  await expect(second.locator("html[data-started]")).toBeAttached();
  await page.bringToFront();
  await studio.dragNode("users", 0, 64);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  const slot = () => localStorage.getItem(`groundplan.design.${localStorage.getItem("groundplan.document")}`);
  const kept = await page.evaluate(slot);
  expect(kept).toContain("Unicorn Pursuit");
  await second.bringToFront();
  // The browser tells the second tab with a delay what the first one kept.
  await expect(second.locator(".notice")).toContainText("Another tab changed the kept design");
  await second.getByRole("button", { name: "Dismiss" }).click();
  await second.getByLabel("Name of the design").fill("Second");
  await second.getByLabel("Name of the design").press("Tab");
  await expect(second.locator(".saved")).toContainText("Not kept");
  expect(await page.evaluate(slot)).toBe(kept);
  // Nor in the list of designs, which shows what the first tab has.
  const list = second.getByRole("dialog", { name: "Your designs" });
  await second.keyboard.press("Control+k");
  await second.keyboard.type("Your designs");
  await second.keyboard.press("Enter");
  await expect(list.locator(".gallery-card strong")).toHaveText(["Unicorn Pursuit"]);
  await second.keyboard.press("Escape");
  await second.reload();
  await expect(second.getByLabel("Name of the design")).toHaveValue("Unicorn Pursuit");
  await page.bringToFront();
  await studio.dragNode("users", 0, 64);
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
});
