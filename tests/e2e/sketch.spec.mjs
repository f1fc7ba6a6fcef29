// The design as text that can be written.
import { axe, expect, test } from "./studio.mjs";

const DESIGN = `# Why it is there
vpc main @0,0 700x500
  cluster work @40,60 400x300
    # The shop itself
    service web @60,120 232x200
      container app port=8080 @76,164 168x64

repository images @760,40 168x64

app -> images : pulls
`;

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("shop.sketch", DESIGN);
  await studio.tab("Sketch");
});

const field = (page) => page.getByRole("textbox", { name: "Sketch" });
const problem = (page) => page.locator(".sketch-problems");

/** Puts the cursor at the end of the line that has this text. */
async function toLine(page, text) {
  await field(page).evaluate((area, text) => {
    area.focus();
    const end = area.value.indexOf("\n", area.value.indexOf(text));
    area.setSelectionRange(end, end);
  }, text);
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
}

test("what is written is drawn, is selected, and is one step back", async ({ page, studio }) => {
  await toLine(page, "repository images");
  await page.keyboard.type("\nqueue jo");
  await expect(studio.node("jo")).toBeVisible();
  await page.keyboard.type("bs fifo=true");
  await expect(studio.node("jobs")).toBeVisible();
  await expect(studio.node("jo")).toHaveCount(0);
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("jobs");
  // Nobody's text is overwritten: it has the form in which it was written.
  await expect(field(page)).toHaveValue(DESIGN.replace("168x64\n\napp", "168x64\nqueue jobs fifo=true\n\napp"));
  await studio.undo.click();
  await expect(studio.node("jobs")).toHaveCount(0);
  await expect(studio.undo).toBeEnabled();
  await expect(field(page)).not.toHaveValue(/queue/);
  await studio.redo.click();
  await expect(field(page)).toHaveValue(/\nqueue jobs fifo=true @/);
  // Comments and places are where they were.
  await expect(field(page)).toHaveValue(/ {4}# The shop itself\n {4}service web @60,120 232x200\n/);
});

test("what cannot be read is said at its line, and the drawing stays", async ({ page, studio }) => {
  await toLine(page, "service web");
  await page.keyboard.type(" cpu=");
  await expect(problem(page)).toContainText("Line 5, column 37: found the end of the line, expected a value");
  await expect(page.locator(".listing-line.wrong")).toContainText("service web");
  await expect(page.locator(".listing-line.wrong")).toContainText("found the end of the line");
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await expect(studio.node("web")).toBeVisible();
  // Neither another tab of the drawer nor a change of the drawing takes the text away, and the text takes nothing back.
  await studio.tab("Outline");
  await studio.select("images");
  await studio.inspector.getByLabel("Name", { exact: true }).fill("pictures");
  await page.keyboard.press("Enter");
  await expect(studio.node("pictures")).toBeVisible();
  await studio.tab("Sketch");
  await expect(field(page)).toHaveValue(/service web @60,120 232x200 cpu=\n/);
  await page.getByRole("button", { name: "Go there" }).click();
  await page.keyboard.type("512");
  await expect(problem(page)).toBeEmpty();
  await expect(studio.node("pictures")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(field(page)).toHaveValue(/service web cpu=512 @60,120 232x200\n/);
  await expect(field(page)).toHaveValue(/repository pictures/);
  // The way back from a text that nobody wants.
  await toLine(page, "service web");
  await page.keyboard.type(" oops");
  await expect(problem(page)).toContainText("expected");
  await page.getByRole("button", { name: "Take the drawing's text" }).click();
  await expect(field(page)).not.toHaveValue(/oops/);
  await expect(problem(page)).toBeEmpty();
});

test("the cursor selects, and what is selected on the canvas is in view", async ({ page, studio }) => {
  await toLine(page, "container app");
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("app");
  await page.keyboard.press("ArrowUp");
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("web");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("work");
  await studio.select("images");
  await expect(page.locator(".listing-line.from-selection")).toContainText("repository images");
  await expect(page.locator(".listing-line.from-selection")).toBeInViewport();
});

test("the keyboard alone: in, undo of the browser, and out", async ({ page, studio }) => {
  await page.getByRole("tab", { name: "Sketch" }).focus();
  for (let presses = 0; presses < 6 && !(await field(page).evaluate((area) => area === document.activeElement)); presses += 1) await page.keyboard.press("Tab");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("queue jobs");
  await expect(studio.node("jobs")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(studio.node("jobs")).toHaveCount(0);
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(field(page)).not.toBeFocused();
  expect(await axe(page)).toEqual([]);
});

test("what is not drawn yet is there after a reload, and what was drawn meanwhile stays", async ({ page, studio }) => {
  await toLine(page, "service web");
  await page.keyboard.type(" cpu=");
  await expect(problem(page)).toContainText("Line 5, column 37");
  await page.reload();
  await studio.select("images");
  await studio.inspector.getByLabel("Name", { exact: true }).fill("pictures");
  await page.keyboard.press("Enter");
  await studio.tab("Sketch");
  await expect(problem(page)).toContainText("Line 5, column 37");
  await toLine(page, "service web");
  await page.keyboard.type("1024");
  await expect(problem(page)).toBeEmpty();
  await studio.select("web");
  await expect(studio.field("cpu").locator("input, select").first()).toHaveValue("1024");
  await expect(studio.node("pictures")).toBeVisible();
  // Another reload finds the drawing's own text.
  await page.reload();
  await studio.tab("Sketch");
  await expect(field(page)).toHaveValue(/repository pictures/);
  await expect(problem(page)).toBeEmpty();
});

test("hostile text is refused with its place", async ({ page, studio }) => {
  const put = async (text) => field(page).fill(text);
  await put(`vpc main\n${"x".repeat(1_000_000)}`);
  await expect(problem(page)).toContainText("found a text of 1000009 bytes, expected at most 1000000");
  await put("vpc main\nvpc a\u0007b");
  await expect(problem(page)).toContainText("Line 2, column 6: found the control character U+0007");
  await put(Array.from({ length: 70 }, (_, level) => `${" ".repeat(level)}x n${level}`).join("\n"));
  await expect(problem(page)).toContainText("Line 65, column 65: found more than 64 levels of nesting");
  await put('vpc "<img src=x onerror=alert(1)>"');
  await expect(problem(page)).toBeEmpty();
  await expect(studio.node("<img src=x onerror=alert(1)>")).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await put("vpc main cidr=");
  await expect(problem(page)).toContainText("Line 1");
  expect(await axe(page)).toEqual([]);
});
