// Connecting by dragging from a port, and what follows from a connection.
import { artefact, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("a deleted and drawn connection takes its parameter and permissions out of the template and back", async ({ page, studio }) => {
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app pulls/ }).click();
  await studio.inspector.getByRole("button", { name: "Delete" }).click();
  await studio.tab("Template");
  await expect(studio.listing).not.toContainText("AppImageTag");
  await expect(studio.listing).not.toContainText("ecr:BatchGetImage");
  const count = await page.locator("[data-connection]").count();

  const [from, to] = [await studio.port("app"), await studio.middle("unicorn")];
  await studio.drag(from, to, { drop: false });
  await expect(page.locator(".hint")).toContainText("app pulls from unicorn");
  await expect(page.locator(".overlay .over-target")).toHaveCount(1);
  await page.screenshot({ path: artefact("connecting.png") });
  await page.mouse.up();
  await expect(page.locator("[data-connection]")).toHaveCount(count + 1);
  await expect(studio.listing).toContainText("AppImageTag");
  await expect(studio.listing).toContainText("ecr:BatchGetImage");
  await expect(studio.inspector).toContainText("app pulls");

  await page.keyboard.press("Control+z");
  await expect(page.locator("[data-connection]")).toHaveCount(count);
  await expect(studio.listing).not.toContainText("AppImageTag");
});

test("a connection that means nothing is refused in words", async ({ page, studio }) => {
  const lines = await studio.lines();
  const [from, to] = [await studio.port("app"), await studio.middle("users")];
  await studio.drag(from, to, { drop: false });
  await expect(page.locator(".overlay .over-refused")).toHaveCount(1);
  await expect(studio.refusal).toHaveText(/container.*internet|internet.*container/i);
  await page.mouse.up();
  await expect(studio.refusal).toBeVisible();
  expect(await studio.lines()).toEqual(lines);
  await expect(studio.undo).toBeDisabled();
});

test("a connection is selected by a click on its line and tells its ends", async ({ page, studio }) => {
  const [users, site] = [await studio.box("users"), await studio.box("site")];
  await page.mouse.click(users.x + users.width + 10, users.y + users.height / 2);
  await expect(studio.inspector).toContainText("Connection");
  await expect(studio.inspector).toContainText("users");
  await expect(page.locator(".overlay .line-selected")).toHaveCount(1);
  expect(site.x).toBeGreaterThan(users.x);
  await page.keyboard.press("Delete");
  await expect(page.locator(".overlay .line-selected")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".overlay .line-selected")).toHaveCount(1);
});

test("a field of a connection shows on its label and in the template", async ({ studio, page }) => {
  await studio.select("site");
  await studio.inspector.getByRole("button", { name: /^site forwards/ }).click();
  await studio.field("port").getByRole("textbox").fill("9090");
  await expect(page.locator(".label", { hasText: "9090" })).toHaveCount(1);
  await studio.field("port").getByRole("textbox").press("Enter");
  await studio.tab("Template");
  await expect(studio.listing).toContainText("9090");
});
