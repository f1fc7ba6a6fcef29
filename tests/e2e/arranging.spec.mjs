// What is done with several nodes, with ends of connections, with the view and with the clipboard.
import { axe, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const menu = (page) => page.getByRole("menu");
const choose = async (page, at, name) => {
  await page.mouse.click(at.x, at.y, { button: "right" });
  await menu(page).getByRole("menuitem", { name }).click();
};

test("several nodes are aligned, grouped and locked from the inspector", async ({ page, studio }) => {
  const before = await studio.boxes();
  await studio.select("users");
  const edge = await studio.grip("edge");
  await page.keyboard.down("Shift");
  await page.mouse.click(edge.x, edge.y);
  await page.keyboard.up("Shift");
  await expect(studio.inspector).toContainText("2 selected");
  await studio.dragNode("edge", 0, 60);
  await studio.select("users");
  await page.keyboard.down("Shift");
  const moved = await studio.grip("edge");
  await page.mouse.click(moved.x, moved.y);
  await page.keyboard.up("Shift");
  await studio.dragNode("users", 0, -60);
  const ungroup = studio.inspector.getByRole("button", { name: /^Ungroup/ });
  await expect(ungroup).toHaveAttribute("aria-disabled", "true");
  await studio.inspector.getByRole("button", { name: /^Group/ }).click();
  await expect(ungroup).not.toHaveAttribute("aria-disabled");
  await studio.inspector.getByRole("button", { name: /^Align tops/ }).click();
  const [users, other] = [await studio.box("users"), await studio.box("edge")];
  expect(Math.abs(users.y - other.y)).toBeLessThan(1);
  // A click on one of a group selects all of it.
  await page.keyboard.press("Escape");
  await page.mouse.click(users.x + users.width / 2, users.y + users.height / 2);
  await expect(studio.inspector).toContainText("2 selected");
  await studio.inspector.getByRole("button", { name: /^Lock or unlock/ }).click();
  await expect(page.locator(".overlay .selected.locked")).toHaveCount(2);
  await studio.dragNode("users", 40, 40);
  await expect(studio.refusal).toContainText("users is locked and cannot be moved");
  expect((await studio.box("users")).x).toBeCloseTo(users.x, 0);
  await page.mouse.dblclick(users.x + users.width / 2, users.y + users.height / 2);
  await page.keyboard.press("Escape");
  await expect(studio.inspector).toContainText("Locked: it stays where it is");
  await studio.inspector.getByRole("button", { name: "Unlock" }).click();
  await expect(studio.inspector).not.toContainText("Locked");
  while (await studio.undo.isEnabled()) await studio.undo.click();
  expect(await studio.boxes()).toEqual(before);
});

test("what is locked or grouped stays so in the sketch, and no rule minds", async ({ page, studio }) => {
  await studio.select("unicorn");
  await page.keyboard.press("Control+Shift+L");
  await studio.tab("Sketch");
  await expect(studio.listing).toContainText(/repository unicorn .*locked=true/);
  await expect(studio.status).toHaveText("No findings");
});

test("an end of a connection is dragged to another node", async ({ page, studio }) => {
  await page.keyboard.press("n");
  await page.keyboard.type("ecr rep");
  await page.keyboard.press("Enter");
  await expect(studio.node("repository")).toHaveCount(1);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("app pulls");
  await page.keyboard.press("Enter");
  const ends = page.locator(".overlay .port");
  await expect(ends).toHaveCount(2);
  const end = await ends.last().boundingBox();
  const to = await studio.middle("repository");
  await studio.drag({ x: end.x + end.width / 2, y: end.y + end.height / 2 }, to, { drop: false });
  await expect(page.locator(".hint")).toContainText("app pulls from repository");
  await page.mouse.up();
  await expect(studio.inspector).toContainText("app pulls from repository");
  // Where it cannot lead, the reason is said and it stays.
  const now = await ends.last().boundingBox();
  await studio.drag({ x: now.x + now.width / 2, y: now.y + now.height / 2 }, await studio.middle("users"), { drop: false });
  await expect(studio.refusal).toContainText("A container has no connection to");
  await page.mouse.up();
  await expect(studio.inspector).toContainText("app pulls from repository");
  // The keyboard does the same.
  await page.keyboard.press("e");
  await expect(page.locator(".hint")).toContainText("app pulls from unicorn");
  await page.keyboard.press("Enter");
  await expect(studio.inspector).toContainText("app pulls from unicorn");
});

test("a double click on the page adds a node there", async ({ page, studio }) => {
  const canvas = await page.locator(".canvas").boundingBox();
  const at = { x: canvas.x + 90, y: canvas.y + canvas.height - 110 };
  await page.mouse.dblclick(at.x, at.y);
  const dialog = page.getByRole("dialog", { name: "Add a node" });
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("sns");
  await expect(dialog.getByRole("option").first()).toContainText("SNS topic");
  await page.keyboard.press("Enter");
  const { x, y } = await studio.middle("topic");
  expect(Math.hypot(x - at.x, y - at.y)).toBeLessThan(12);
  await expect(studio.surface).toBeFocused();
});

test("the page moves on under a drag that rests at its border", async ({ page, studio }) => {
  const before = await studio.box("main");
  const canvas = await page.locator(".canvas").boundingBox();
  await studio.drag(await studio.grip("users"), { x: canvas.x + 3, y: canvas.y + canvas.height / 2 }, { drop: false });
  await expect.poll(async () => (await studio.box("main")).x).toBeGreaterThan(before.x + 60);
  await page.keyboard.press("Escape");
  await page.mouse.up();
});

test("a view lets what it does not speak of step back", async ({ page, studio }) => {
  const opacity = (name) => studio.node(name).evaluate((node) => getComputedStyle(node).opacity);
  const view = page.getByRole("combobox", { name: "View" });
  await view.selectOption("Network");
  expect(await opacity("private-a")).toBe("1");
  expect(await opacity("task-role")).toBe("0.22");
  await view.selectOption("Permissions");
  expect(await opacity("private-a")).toBe("0.22");
  expect(await opacity("task-role")).toBe("1");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("view standing");
  await page.keyboard.press("Enter");
  await expect(view).toHaveValue("cost");
  expect(await opacity("nat-a")).toBe("1");
  expect(await opacity("votes")).toBe("0.22");
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await axe(page), scheme).toEqual([]);
  }
  // Another design has other kinds under the same numbers.
  await view.selectOption("Permissions");
  await studio.openDesign("other.sketch", "role first @0,0 168x64\nvpc second @200,0 400x300\n");
  expect(await opacity("first")).toBe("1");
  expect(await opacity("second")).toBe("0.22");
  await studio.undo.click();
  await studio.surface.focus();
  await page.keyboard.press("Shift+Digit1");
  expect(await opacity("private-a")).toBe("0.22");
  expect(await opacity("task-role")).toBe("1");
});

test("the overview shows where one is and leads elsewhere", async ({ page, studio }) => {
  await studio.surface.focus();
  await page.keyboard.press("Shift+0");
  await page.keyboard.press("m");
  const map = page.locator(".minimap");
  await expect(map).toBeVisible();
  const { x, y, width, height } = await map.boundingBox();
  const window = () => map.locator("rect").evaluate((shown) => [shown.getAttribute("x"), shown.getAttribute("y")].map(Number));
  const before = await window();
  await page.mouse.click(x + width * 0.85, y + height * 0.6);
  await expect.poll(async () => (await window())[0]).toBeGreaterThan(before[0] + 50);
  await expect(studio.node("votes")).toBeVisible();
  const shown = () => map.locator("rect").evaluate((rectangle) => Number(rectangle.getAttribute("width")));
  const wide = await shown();
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect.poll(shown).toBeLessThan(wide - 50);
  await page.reload();
  await studio.open();
  await expect(map).toBeVisible();
  await studio.surface.focus();
  await page.keyboard.press("m");
  await expect(map).toHaveCount(0);
});

test("a copy goes to another window by the clipboard, and what is no sketch is refused", async ({ page, studio, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await studio.select("web");
  await page.keyboard.press("Control+c");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^service web .*\n {2}container app /);
  await studio.openText("small.sketch", "vpc one @0,0 900x700\n  cluster there @100,100 600x500\nrepository unicorn @950,100 168x64\n");
  await expect(studio.node("there")).toHaveCount(1);
  await studio.surface.focus();
  await page.keyboard.press("Control+v");
  await expect(studio.node("app")).toHaveCount(1);
  await studio.tab("Sketch");
  await expect(studio.listing).toContainText("app -> unicorn : pulls");
  await page.evaluate(() => navigator.clipboard.writeText('<img src=x onerror="alert(1)">'));
  await studio.surface.focus();
  await page.keyboard.press("Control+v");
  await expect(studio.refusal).toContainText("This is no sketch that could be put in");
  // A word of millions of letters is no kind, but may be a name.
  await page.evaluate(() => navigator.clipboard.writeText("x".repeat(4_000_000)));
  await studio.surface.focus();
  await page.keyboard.press("Control+v");
  await expect(studio.refusal).toContainText("found a kind of 4000000 letters, expected at most 255");
  await page.evaluate(() => navigator.clipboard.writeText(`topic ${"x".repeat(1_000_000)}`));
  await page.keyboard.press("Control+v");
  await expect(studio.inspector).toContainText("SNS topic");
  await studio.undo.click();
  await expect(studio.inspector).not.toContainText("SNS topic");
  // The middle button moves the page and puts nothing in, though systems paste with it.
  await page.evaluate(() => navigator.clipboard.writeText("topic stray\n"));
  const edge = await page.locator(".canvas").boundingBox();
  await page.mouse.move(edge.x + 40, edge.y + edge.height - 80);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(edge.x + 60, edge.y + edge.height - 90, { steps: 3 });
  await page.mouse.up({ button: "middle" });
  await expect(studio.listing).not.toContainText("topic stray");
  // By the menu, which has to ask the browser for the clipboard.
  await choose(page, await studio.grip("unicorn"), /^Copy Ctrl/);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^repository unicorn/);
  await choose(page, await studio.grip("unicorn"), /^Paste/);
  await expect(studio.node("unicorn-2")).toHaveCount(1);
});
