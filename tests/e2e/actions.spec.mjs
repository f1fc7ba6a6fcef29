// What can be done by a name: the menu, the finder and the help for the keyboard.
import { expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const menu = (page) => page.getByRole("menu");
const entry = (page, name) => menu(page).getByRole("menuitem", { name });
const dialog = (page, name) => page.getByRole("dialog", { name });
const options = (page) => page.getByRole("listbox", { name: "Found" }).getByRole("option");

test("the right button opens a menu about what lies under it", async ({ page, studio }) => {
  const { x, y } = await studio.grip("unicorn");
  await page.mouse.click(x, y, { button: "right" });
  await expect(menu(page)).toHaveAccessibleName(/^unicorn, ECR repository/);
  await expect(entry(page, /^Rename/)).toBeFocused();
  await expect(entry(page, /^Duplicate/)).toContainText("Ctrl+D");
  await entry(page, /^Duplicate/).click();
  await expect(menu(page)).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
  await expect(studio.node("unicorn-2")).toHaveCount(1);
  // Nothing of it is left that could be pressed, and a press elsewhere closes another one.
  await page.mouse.click(x, y, { button: "right" });
  const canvas = await page.locator(".canvas").boundingBox();
  await page.mouse.click(canvas.x + 4, canvas.y + 4);
  await expect(menu(page)).toHaveCount(0);
});

test("the menu's keys: arrows, Home, End, letters, Enter, Escape", async ({ page, studio }) => {
  await studio.select("web");
  for (const keys of ["Shift+F10", "ContextMenu"]) {
    await page.keyboard.press(keys);
    await expect(entry(page, /^Rename/)).toBeFocused();
    await page.keyboard.press("End");
    await expect(menu(page).getByRole("menuitem").last()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(entry(page, /^Rename/)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    await page.keyboard.press("d");
    await expect(entry(page, /^Duplicate/)).toBeFocused();
    await page.keyboard.press("d");
    await expect(entry(page, /^Delete/)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(menu(page)).toHaveCount(0);
    await expect(studio.surface).toBeFocused();
    // Escape was the menu's: the selection is as it was.
    await expect(studio.selected).toHaveCount(1);
  }
  await page.keyboard.press("ContextMenu");
  await page.keyboard.press("Enter");
  await expect(page.locator(".name-editor")).toBeFocused();
});

test("what cannot be done now is in the menu with its reason", async ({ page, studio }) => {
  const { x, y } = await studio.grip("users");
  await page.mouse.click(x, y, { button: "right" });
  const leave = entry(page, /^Select its container/);
  await expect(leave).toHaveAttribute("aria-disabled", "true");
  await expect(leave).toHaveAttribute("title", "It lies in nothing");
  await leave.focus();
  await page.keyboard.press("Enter");
  await expect(studio.refusal).toContainText("It lies in nothing");
});

test("commands are found by some of their letters, and done", async ({ page, studio }) => {
  await studio.select("web");
  await page.keyboard.press("Control+k");
  const input = dialog(page, "Commands").getByRole("combobox");
  await expect(input).toBeFocused();
  await expect(options(page).first()).toContainText("Rename");
  await input.fill("dplct");
  await expect(options(page).first()).toContainText("Duplicate");
  await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(dialog(page, "Commands")).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
  await expect(studio.node("web-2")).toHaveCount(1);
  // What cannot be done says why, here too.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await input.fill("duplicate");
  await expect(options(page).first()).toContainText("Select what you want to copy first");
  await input.fill("no such words");
  await expect(dialog(page, "Commands").getByRole("status")).toHaveText("Nothing has these words");
  await page.keyboard.press("Escape");
  await expect(dialog(page, "Commands")).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
});

test("commands add kinds, open examples, go to nodes and toggle panels", async ({ page, studio }) => {
  const command = async (words, expected) => {
    await page.keyboard.press("Control+k");
    await dialog(page, "Commands").getByRole("combobox").fill(words);
    await options(page).filter({ hasText: expected }).first().click();
  };
  await studio.surface.focus();
  await command("add sqs", "Add an SQS queue");
  await expect(studio.node("queue")).toHaveCount(1);
  await command("votes", "Go to votes");
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("votes");
  await command("inspector", "Inspector");
  await expect(studio.inspector).toBeHidden();
  await command("three zones", "Open the example");
  await expect(studio.node("votes")).toHaveCount(0);
  await studio.undo.click();
  await expect(studio.node("votes")).toHaveCount(1);
});

test("Find goes to what is drawn, by name, kind or value, and shows it", async ({ page, studio }) => {
  await studio.openDesign("far.sketch", "role near @0,0 168x64\nrole far @9000,40 168x64\n  note \"x\"\n".replace(/ {2}note.*\n/, "") + "queue jobs visibility_timeout=77 @0,900 168x64\n");
  await page.keyboard.press("Shift+0");
  await studio.surface.focus();
  await page.keyboard.press("Control+f");
  const input = dialog(page, "Find").getByRole("combobox");
  await input.fill("far");
  await page.keyboard.press("Enter");
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("far");
  const { x } = await studio.middle("far");
  const canvas = await page.locator(".canvas").boundingBox();
  expect(x).toBeGreaterThan(canvas.x);
  expect(x).toBeLessThan(canvas.x + canvas.width);
  await page.keyboard.press("Control+f");
  await input.fill("77");
  await expect(options(page)).toHaveCount(1);
  await expect(options(page)).toContainText("visibility_timeout 77");
  await input.fill("IAM");
  await expect(options(page)).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(input).toHaveAttribute("aria-activedescendant", await options(page).nth(1).getAttribute("id"));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("near");
});

test("the question mark shows every key, and they work", async ({ page, studio }) => {
  await studio.surface.focus();
  await page.keyboard.press("?");
  const help = dialog(page, "Keyboard shortcuts");
  await expect(help.getByRole("button", { name: "Close" })).toBeFocused();
  // It opens at its beginning.
  await expect(help.getByRole("heading", { name: "Keyboard shortcuts" })).toBeInViewport();
  await expect(help.getByText("Rename", { exact: true })).toBeInViewport();
  for (const [words, keys] of [["Duplicate", "Ctrl+D"], ["Redo", "Ctrl+Shift+Z"], ["Keyboard shortcuts", "F1"], ["Move the selection", "↑↓←→"]]) {
    await expect(help.locator("dl > div", { hasText: words }).first()).toContainText(keys);
  }
  await page.keyboard.press("Enter");
  await expect(help).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
  // A press beside it closes it as well.
  await page.keyboard.press("F1");
  await expect(help).toBeVisible();
  await page.mouse.click(4, 400);
  await expect(help).toHaveCount(0);
});

test("shortcuts rest while somebody types", async ({ page, studio }) => {
  await studio.select("web");
  await studio.inspector.getByRole("textbox", { name: "Name", exact: true }).focus();
  for (const keys of ["Control+k", "Control+f", "?", "/"]) await page.keyboard.press(keys);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true });

  test("a long press opens the menu", async ({ page, studio }) => {
    const { x, y } = await studio.grip("unicorn");
    const client = await page.context().newCDPSession(page);
    await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    await expect(menu(page)).toHaveAccessibleName(/^unicorn, /);
    await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect(menu(page)).toBeVisible();
    await entry(page, /^Duplicate/).tap();
    await expect(studio.node("unicorn-2")).toHaveCount(1);
  });
});

for (const [name, viewport] of Object.entries({ telephone: { width: 360, height: 640 }, "zoomed to 200 %": { width: 640, height: 400 } })) {
  test.describe(name, () => {
    test.use({ viewport });

    test("menu, finder and help keep inside the window", async ({ page, studio }) => {
      const inside = async (locator) => {
        const box = await locator.boundingBox();
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
        expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
      };
      const canvas = await page.locator(".canvas").boundingBox();
      await page.mouse.click(canvas.x + canvas.width - 3, canvas.y + canvas.height - 3, { button: "right" });
      await inside(menu(page));
      await menu(page).getByRole("menuitem").last().scrollIntoViewIfNeeded();
      await inside(menu(page).getByRole("menuitem").last());
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await inside(dialog(page, "Commands"));
      await inside(options(page).first());
      await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      await inside(dialog(page, "Keyboard shortcuts"));
      await dialog(page, "Keyboard shortcuts").getByRole("button", { name: "Close" }).scrollIntoViewIfNeeded();
      await inside(dialog(page, "Keyboard shortcuts").getByRole("button", { name: "Close" }));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    });
  });
}
