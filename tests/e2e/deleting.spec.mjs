// What a deletion took with it is said, in the design and in the template, and comes back with Undo.
import { artefact, axe, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const gone = (page) => page.getByRole("region", { name: "What was deleted" });

test("a container's deletion says what lay in it, what was connected and what the template lost", async ({ page, studio }) => {
  await expect(gone(page)).toHaveCount(0);
  await studio.select("main-cluster");
  await page.keyboard.press("Delete");
  await expect(gone(page).getByRole("status")).toHaveText(/^Deleted main-cluster, and with it web, app and \d+ connections$/);
  await expect(gone(page)).toContainText(/Removes.*service WebService/);
  await page.screenshot({ path: artefact("deleting.png") });
  await gone(page).getByRole("button", { name: "Undo the deletion" }).click();
  await expect(gone(page)).toHaveCount(0);
  await expect(studio.node("app")).toBeVisible();
  await expect(studio.surface).toBeFocused();
});

test("it stays until something else is done or it is dismissed, by keyboard too", async ({ page, studio }) => {
  await studio.select("season");
  await page.keyboard.press("Delete");
  await expect(gone(page).getByRole("status")).toHaveText(/^Deleted season, and with it /);
  await studio.select("users");
  await expect(gone(page)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(gone(page)).toHaveCount(0);
  await studio.select("votes");
  await page.keyboard.press("Delete");
  await gone(page).getByRole("button", { name: "Dismiss" }).focus();
  await page.keyboard.press("Enter");
  await expect(gone(page)).toHaveCount(0);
  await expect(studio.node("votes")).toHaveCount(0);
  // A connection's own deletion says what goes from the template; what is only taken back is no deletion.
  await page.keyboard.press("Control+z");
  await expect(studio.node("votes")).toBeVisible();
  await expect(gone(page)).toHaveCount(0);
  await studio.select("site");
  await studio.inspector.getByRole("button", { name: /^site forwards/ }).click();
  await studio.inspector.getByRole("button", { name: "Delete" }).click();
  await expect(gone(page).getByRole("status")).toHaveText("Deleted a connection");
  await expect(gone(page)).toContainText("target group SiteWebTargetGroup");
});

for (const colorScheme of ["light", "dark"]) {
  test(`the bar is accessible in ${colorScheme}, also where there is little room`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await studio.select("main");
    await page.keyboard.press("Delete");
    await expect(gone(page)).toContainText(/and \d+ more/);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`deleting-${colorScheme}.png`) });
    for (const name of ["Palette", "Inspector"]) await page.getByRole("button", { name, exact: true }).click();
    await page.setViewportSize({ width: 360, height: 640 });
    await expect(gone(page).getByRole("button", { name: "Undo" })).toBeVisible();
    await page.screenshot({ path: artefact(`deleting-${colorScheme}-360.png`) });
  });
}
