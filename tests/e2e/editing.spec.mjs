// Names, fields, undo, redo and delete.
import { exampleNames, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("a double click renames where the name stands", async ({ page, studio }) => {
  const { x, y } = await studio.grip("unicorn");
  await page.mouse.dblclick(x, y);
  const editor = page.locator(".name-editor");
  await expect(editor).toBeFocused();
  await editor.fill("images");
  await editor.press("Enter");
  await expect(studio.node("images")).toHaveCount(1);
  await expect(editor).toHaveCount(0);
  await expect(studio.surface).toBeFocused();
  await expect(studio.inspector).toContainText(/app pulls.* images/);
  await page.keyboard.press("Control+z");
  await expect(studio.node("unicorn")).toHaveCount(1);
});

test("a name at the border of the canvas is edited without shifting anything", async ({ page, studio }) => {
  const { x, y } = await studio.grip("unicorn");
  await page.mouse.dblclick(x, y);
  await expect(page.locator(".name-editor")).toBeFocused();
  expect(await page.locator(".canvas").evaluate((canvas) => canvas.scrollLeft)).toBe(0);
  const [editor, canvas] = [await page.locator(".name-editor").boundingBox(), await page.locator(".canvas").boundingBox()];
  expect(editor.x + editor.width).toBeLessThanOrEqual(canvas.x + canvas.width);
});

test("Escape keeps the old name", async ({ page, studio }) => {
  const { x, y } = await studio.grip("unicorn");
  await page.mouse.dblclick(x, y);
  await page.locator(".name-editor").fill("images");
  await page.keyboard.press("Escape");
  await expect(studio.node("unicorn")).toHaveCount(1);
  await expect(studio.undo).toBeDisabled();
});

test("the inspector renames; a name that is taken is refused in words", async ({ studio }) => {
  await studio.select("unicorn");
  const name = studio.inspector.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("images");
  await name.press("Enter");
  await expect(studio.node("images")).toHaveCount(1);
  await name.fill("web");
  await name.press("Enter");
  await expect(studio.refusal).toContainText("web");
  await expect(studio.node("images")).toHaveCount(1);
  await expect(name).toHaveValue("images");
});

test("a typed number is one step, however many keys it took", async ({ page, studio }) => {
  await studio.select("web");
  const count = studio.field("desired_count").getByRole("textbox");
  await count.fill("");
  await expect(count).toHaveValue("");
  await count.pressSequentially("128");
  await expect(count).toHaveValue("128");
  await count.press("Tab");
  await expect(studio.node("web")).toContainText("128 tasks");
  await page.keyboard.press("Escape");
  await studio.undo.click();
  await expect(studio.node("web")).toContainText("2 tasks");
  await expect(studio.undo).toBeDisabled();
  await studio.redo.click();
  await expect(studio.node("web")).toContainText("128 tasks");
});

test("letters in a field are no shortcuts, and a wrong value says so", async ({ studio }) => {
  await studio.select("main");
  const cidr = studio.field("cidr").getByRole("textbox");
  await cidr.fill("");
  await cidr.pressSequentially("vhc 10.0.0.0/99");
  await expect(studio.field("cidr").locator(".problem")).toBeVisible();
  await expect(cidr).toHaveValue("vhc 10.0.0.0/99");
  await expect(studio.node("main")).toHaveCount(1);
});

test("an expression can be typed where a number stands", async ({ studio }) => {
  await studio.openDesign("stage.sketch", "design \"Stage\"\n  parameter Count Type=Number Default=2\n\ncluster c\n  service web desired_count=1\n");
  await studio.select("web");
  const count = studio.field("desired_count").getByRole("textbox");
  await count.fill("");
  await count.pressSequentially("!Ref Count");
  await expect(count).toBeFocused();
  await expect(count).toHaveValue("!Ref Count");
  await count.press("Tab");
  expect(await studio.listed("Sketch")).toContain("desired_count=!Ref Count");
});

test("undo and redo by keyboard and by buttons", async ({ page, studio }) => {
  const box = await studio.box("users");
  await studio.dragNode("users", 0, 64);
  const moved = await studio.box("users");
  await studio.dragNode("users", 0, 64);
  const twice = await studio.box("users");
  await page.keyboard.press("Control+z");
  expect(await studio.box("users")).toEqual(moved);
  await page.keyboard.press("Control+z");
  expect(await studio.box("users")).toEqual(box);
  await page.keyboard.press("Control+Shift+Z");
  expect(await studio.box("users")).toEqual(moved);
  await page.keyboard.press("Control+y");
  expect(await studio.box("users")).toEqual(twice);
  await studio.undo.click();
  await studio.undo.click();
  expect(await studio.box("users")).toEqual(box);
  await studio.redo.click();
  expect(await studio.box("users")).toEqual(moved);
});

test("Delete removes a node with its connections in one step", async ({ page, studio }) => {
  const lines = await studio.lines();
  await studio.select("web");
  await page.keyboard.press("Delete");
  await expect(studio.node("web")).toHaveCount(0);
  await expect(studio.node("app")).toHaveCount(0);
  expect(Object.keys(await studio.lines()).length).toBeLessThan(Object.keys(lines).length - 3);
  await expect(studio.inspector).toContainText("Design");
  await page.keyboard.press("Control+z");
  await expect(studio.node("app")).toHaveCount(1);
  expect(await studio.lines()).toEqual(lines);
  await expect(studio.undo).toBeDisabled();
});

test("copies get names of their own", async ({ page, studio }) => {
  await studio.select("unicorn");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  const name = await studio.inspector.getByRole("textbox", { name: "Name", exact: true }).inputValue();
  expect(name).not.toBe("unicorn");
  expect(name).toContain("unicorn");
  await page.keyboard.press("Control+d");
  await expect(studio.status).not.toContainText("duplicate");
  await expect(page.locator(".drawing [data-node]")).toHaveCount(exampleNames.length + 3);
});

test("a note becomes a comment of the sketch; the design's name and tags go into the template", async ({ page, studio }) => {
  await studio.select("unicorn");
  const note = studio.inspector.getByRole("textbox", { name: "Note" });
  await note.fill("Images of the workshop");
  await note.press("Tab");
  expect(await studio.listed("Sketch")).toContain("# Images of the workshop\nrepository unicorn");
  await page.getByRole("textbox", { name: "Name of the design" }).fill("Another day");
  await page.getByRole("textbox", { name: "Name of the design" }).press("Enter");
  await studio.surface.focus();
  await page.keyboard.press("Escape");
  await studio.inspector.getByRole("button", { name: "Add tag" }).click();
  await page.keyboard.type("team");
  await page.keyboard.press("Tab");
  await page.keyboard.type("blue");
  await page.keyboard.press("Tab");
  const yaml = await studio.listed("Template");
  expect(yaml).toContain("Another day");
  expect(yaml).toContain("- Key: team\n");
});
