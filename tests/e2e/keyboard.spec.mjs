// Everything without a mouse.
import { exampleNames, expect, test } from "./studio.mjs";

test.beforeEach(async ({ page, studio }) => {
  await studio.open();
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip-link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(studio.surface).toBeFocused();
});

const name = (studio) => studio.inspector.getByRole("textbox", { name: "Name", exact: true });

test("Tab goes through the nodes and out at the end; what is selected is announced", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  const first = await name(studio).inputValue();
  await expect(page.getByRole("status")).toContainText(first);
  await page.keyboard.press("Tab");
  await expect(name(studio)).not.toHaveValue(first);
  await page.keyboard.press("Shift+Tab");
  await expect(name(studio)).toHaveValue(first);
  for (let press = 0; press < exampleNames.length; press += 1) await page.keyboard.press("Tab");
  await expect(studio.surface).not.toBeFocused();
});

test("Shift+Tab leaves at the beginning", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(studio.surface).not.toBeFocused();
});

test("Escape clears the selection, then gives the focus on", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await expect(studio.selected).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(studio.surface).not.toBeFocused();
  await expect(page.locator(":focus")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(studio.surface).not.toBeFocused();
});

test("the outline is a tree: arrows go along it, Enter selects, Ctrl+Enter adds to what is selected", async ({ page, studio }) => {
  await studio.tab("Outline");
  const item = (words) => page.getByRole("treeitem", { name: words });
  await expect(page.getByRole("tree", { name: "Nodes" })).toBeVisible();
  await expect(item(/^main-cluster/)).toHaveAttribute("aria-level", "2");
  await expect(item(/^app /)).toHaveAttribute("aria-level", "4");
  await item(/^main-cluster/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(item(/^web /)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(name(studio)).toHaveValue("web");
  await expect(item(/^web /)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+Enter");
  await expect(studio.inspector).toContainText("2 selected");
  await expect(item(/^app /)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(item(/^web /)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(page.getByRole("treeitem").first()).toBeFocused();
  // One stop for Tab, whatever its length.
  await page.keyboard.press("Tab");
  await expect(page.locator(".outline [role=treeitem]:focus")).toHaveCount(0);
});

test("what changed is said, also by Undo", async ({ page, studio }) => {
  const said = page.locator(".visually-hidden[role=status]");
  await page.keyboard.press("Tab");
  const node = await name(studio).inputValue();
  await page.keyboard.press("ArrowDown");
  await expect(said).toHaveText(new RegExp(`^${node} moved to -?\\d+, -?\\d+$`));
  const before = await said.textContent();
  await page.keyboard.press("Control+z");
  await expect(said).not.toHaveText(before);
  await expect(said).toHaveText(new RegExp(`^${node} moved to `));
  await page.keyboard.press("Control+Shift+l");
  await expect(said).toHaveText(`${node} is locked`);
});

test("a click on a button above the canvas leaves its keys at work", async ({ page, studio }) => {
  await studio.select("votes");
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.keyboard.press("Delete");
  await expect(studio.node("votes")).toHaveCount(0);
  await studio.undo.click();
  await expect(studio.node("votes")).toHaveCount(1);
  await page.keyboard.press("v");
  await expect(studio.surface).toBeFocused();
});

test("arrows nudge; a burst of them is one step", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  const node = await name(studio).inputValue();
  const [box, zoom] = [await studio.box(node), await studio.zoom()];
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect((await studio.box(node)).y - box.y).toBeCloseTo(2 * 8 * zoom, 0);
  await page.keyboard.press("Shift+ArrowDown");
  expect((await studio.box(node)).y - box.y).toBeCloseTo(7 * 8 * zoom, 0);
  await page.keyboard.press("Control+z");
  expect(await studio.box(node)).toEqual(box);
  await expect(studio.undo).toBeDisabled();
});

test("Enter renames, and the focus comes back", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator(".name-editor")).toBeFocused();
  await page.keyboard.type("visitors");
  await page.keyboard.press("Enter");
  await expect(studio.node("visitors")).toHaveCount(1);
  await expect(studio.surface).toBeFocused();
});

test("C connects: arrows choose the target, Enter joins, Escape leaves", async ({ page, studio }) => {
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app pulls/ }).click();
  await page.keyboard.press("Delete");
  await studio.select("app");
  const count = await page.locator("[data-connection]").count();
  await page.keyboard.press("c");
  await expect(page.locator(".overlay .over-target")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.locator(".overlay .band")).toHaveCount(0);
  await page.keyboard.press("c");
  const hint = page.locator(".hint");
  for (let press = 0; press < 20 && !(await hint.textContent()).includes("app pulls from unicorn"); press += 1) await page.keyboard.press("ArrowRight");
  await expect(hint).toContainText("app pulls from unicorn");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-connection]")).toHaveCount(count + 1);
});

test("Ctrl and the arrows go to the nearest node and in and out of containers", async ({ page, studio }) => {
  await studio.select("app");
  await page.keyboard.press("Control+Shift+ArrowUp");
  await expect(name(studio)).toHaveValue("web");
  await page.keyboard.press("Control+Shift+ArrowDown");
  await expect(name(studio)).toHaveValue("app");
  await page.keyboard.press("Control+ArrowRight");
  await expect(name(studio)).not.toHaveValue("app");
});

test("menus open with Enter and close with Escape, which gives the focus back", async ({ page }) => {
  const summary = page.locator("summary", { hasText: "Export" });
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Template as YAML" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Template as YAML" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Template as YAML" })).toBeHidden();
  await expect(summary).toBeFocused();
});

test("tabs of the drawer go with the arrows, its edge too", async ({ page, studio }) => {
  await page.getByRole("tab", { name: "Findings" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Walk" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Template" })).toBeFocused();
  await expect(studio.listing).toContainText("AWSTemplateFormatVersion");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Outline" })).toBeFocused();
  await studio.drawer.getByRole("treeitem", { name: /^web-logs/ }).focus();
  await page.keyboard.press("Enter");
  await expect(name(studio)).toHaveValue("web-logs");
});

test("every control has a visible focus", async ({ page }) => {
  const seen = new Set();
  await page.locator(".design-name").focus();
  for (let press = 0; press < 14; press += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.locator(":focus").evaluate((element) => {
      const style = getComputedStyle(element);
      return { words: element.getAttribute("aria-label") ?? element.textContent, outline: style.outlineStyle, width: parseFloat(style.outlineWidth) };
    });
    seen.add(outline.words);
    expect(outline.outline, outline.words).not.toBe("none");
    expect(outline.width, outline.words).toBeGreaterThanOrEqual(2);
  }
  expect(seen.size).toBeGreaterThan(10);
});

test("a key right behind the end of a dialog opens the next one", async ({ page, studio }) => {
  await page.keyboard.press("Control+f");
  const find = page.getByRole("combobox", { name: "Find" });
  await expect(find).toBeFocused();
  await page.keyboard.insertText("votes");
  await expect(page.getByRole("listbox", { name: "Found" }).getByRole("option").first()).toContainText("votes");
  // Before the browser tells that the first one was closed: hands can be faster.
  await page.evaluate(async () => {
    const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    press("Enter");
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    press("n");
  });
  await expect(page.getByRole("combobox", { name: "Add a node" })).toBeFocused();
  await page.waitForTimeout(200);
  await expect(page.getByRole("combobox", { name: "Add a node" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("I goes to the fields, Escape leaves them for the canvas and keeps what was typed; a choice lets the keys of the page through", async ({ page, studio }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("i");
  await expect(name(studio)).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("renamed");
  // In a text, keys are of the text.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(studio.surface).toBeFocused();
  await expect(name(studio)).toHaveValue("renamed");
  await expect(studio.node("renamed")).toBeVisible();
  // A search that holds something is emptied first.
  const search = studio.inspector.getByRole("searchbox", { name: "Find a field" });
  await studio.select("web");
  await search.fill("cpu");
  await page.keyboard.press("Escape");
  await expect(search).toHaveValue("");
  await expect(search).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(studio.surface).toBeFocused();
  await studio.field("cpu").getByRole("combobox").focus();
  await page.keyboard.press("Control+f");
  await expect(page.getByRole("combobox", { name: "Find" })).toBeFocused();
  // The fields of a connection are reached as well, and a closed inspector opens.
  await page.keyboard.press("Escape");
  await studio.inspector.getByRole("button", { name: /^web .*pictures/ }).first().click();
  await page.getByRole("button", { name: "Inspector", exact: true }).click();
  await studio.surface.focus();
  await page.keyboard.press("i");
  await expect(studio.inspector.locator("[name=meaning]:checked")).toBeFocused();
});
