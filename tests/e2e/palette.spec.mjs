// New nodes from the palette, by mouse and by keyboard.
import { expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const entry = (page, title) => page.locator(".palette-entry").filter({ hasText: new RegExp(`^\\s*${title}\\s*$`) });

test("a container dropped on a service lies in it", async ({ page, studio }) => {
  const source = await entry(page, "Container").boundingBox();
  const from = { x: source.x + 40, y: source.y + source.height / 2 };
  const web = await studio.box("web");
  await studio.drag(from, { x: web.x + web.width - 40, y: web.y + web.height / 2 }, { drop: false });
  await expect(page.locator(".hint")).toHaveText("Drop in web");
  await expect(page.locator(".overlay .drop-target")).toHaveCount(1);
  await expect(page.locator(".overlay .ghost")).toHaveCount(1);
  await page.mouse.up();
  await expect(page.locator(".overlay .ghost")).toHaveCount(0);
  const sketch = await studio.listed("Sketch");
  expect(sketch).toMatch(/\n {4}service web.*\n {6}container app .*\n {6}container @/);
  const name = await studio.inspector.getByRole("textbox", { name: "Name", exact: true }).inputValue();
  const box = await studio.box(name);
  expect(box.x).toBeGreaterThanOrEqual(web.x);
  await page.keyboard.press("Control+z");
  await expect(studio.node(name)).toHaveCount(0);
  await expect(studio.undo).toBeDisabled();
});

test("a nesting that AWS does not allow is refused in words", async ({ page, studio }) => {
  const count = await page.locator(".drawing [data-node]").count();
  const source = await entry(page, "Subnet").boundingBox();
  const users = await studio.box("users");
  await studio.drag({ x: source.x + 40, y: source.y + 10 }, { x: users.x + 40, y: users.y + users.height + 80 }, { drop: false });
  await expect(studio.refusal).toContainText(/subnet/i);
  await expect(page.locator(".overlay .ghost.refused")).toHaveCount(1);
  await page.mouse.up();
  await expect(studio.refusal).toContainText(/subnet/i);
  await expect(page.locator(".drawing [data-node]")).toHaveCount(count);
});

test("Enter on an entry adds its kind in a free place and gives the focus to the canvas", async ({ page, studio }) => {
  await entry(page, "Log group").focus();
  await page.keyboard.press("Enter");
  await expect(studio.node("log-group")).toHaveCount(1);
  await expect(studio.surface).toBeFocused();
  const box = await studio.box("log-group");
  for (const [id, other] of Object.entries(await studio.boxes())) {
    const overlaps = box.x < other.x + other.width && other.x < box.x + box.width && box.y < other.y + other.height && other.y < box.y + box.height;
    const isItself = Math.abs(box.x - other.x) < 1 && Math.abs(box.y - other.y) < 1;
    expect(overlaps && !isItself && id !== "region", `over ${id}`).toBe(false);
  }
});

test("a click on an entry adds its kind as well", async ({ page, studio }) => {
  await entry(page, "IAM role").click();
  await expect(studio.node("role")).toHaveCount(1);
});

test("a drag that ends over the palette adds nothing, nor does Escape", async ({ page, studio }) => {
  const source = await entry(page, "IAM role").boundingBox();
  const from = { x: source.x + 40, y: source.y + 10 };
  await studio.drag(from, { x: from.x, y: from.y + 60 });
  await expect(studio.undo).toBeDisabled();
  await studio.drag(from, { x: from.x + 500, y: from.y }, { drop: false });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(studio.undo).toBeDisabled();
});

test("the search finds kinds by their words", async ({ page }) => {
  await page.getByRole("searchbox", { name: "Find a kind" }).fill("fargate");
  await expect(entry(page, "Fargate service")).toBeVisible();
  await expect(entry(page, "Subnet")).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Find a kind" }).fill("nothing at all");
  await expect(page.locator(".palette")).toContainText("No kind has these words");
});

test("the slash looks for a kind, arrows go through what is found, Enter adds it", async ({ page, studio }) => {
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Find a kind" });
  await expect(search).toBeFocused();
  await page.keyboard.type("role");
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "IAM role")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(search).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(studio.node("role")).toHaveCount(1);
  await expect(studio.surface).toBeFocused();
});

test("a folded group says how many kinds it has and stays folded, but a search looks into it", async ({ page, studio }) => {
  const group = page.locator(".palette-group").filter({ has: page.getByRole("heading", { name: "Security", exact: true }) });
  await expect(group.locator(".palette-entry").first()).toBeAttached();
  const count = await group.locator(".palette-entry").count();
  await expect(group.locator(".group-count")).toHaveText(`Kinds: ${count}`);
  await group.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(entry(page, "IAM role")).toBeHidden();
  await expect.poll(() => page.evaluate(() => localStorage.getItem("groundplan.folds"))).toContain("- palette/Security");
  await page.reload();
  await studio.open();
  await expect(entry(page, "IAM role")).toBeHidden();
  await page.getByRole("searchbox", { name: "Find a kind" }).fill("IAM role");
  await expect(entry(page, "IAM role")).toBeVisible();
});
