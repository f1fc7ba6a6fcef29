// A lesson that is presented: its parts come one after the other, by buttons, by keys of a remote control and for those who hear the page.
import { Lessons } from "./lessons.mjs";
import { artefact, axe, expect, test } from "./studio.mjs";

const fargate = "Fargate and a load balancer, step by step";

test.beforeEach(async ({ page, studio }) => {
  await studio.open();
  await new Lessons(page).begin(fargate);
});

/** What of the open step is seen. */
const seen = (panel) => ({
  text: panel.getByText("Draw a VPC, a cluster in it"),
  goals: panel.locator(".goals > li:visible"),
  quiz: panel.locator("form.quiz:visible"),
  status: panel.locator(".presenter [role=status]"),
});

test("a student sees all of a step, a presenter reveals it part by part, and a reload keeps how far", async ({ page }) => {
  const { panel, heading, next } = new Lessons(page);
  const { text, goals, quiz, status } = seen(panel);
  await expect(goals).toHaveCount(3);
  await expect(quiz).toHaveCount(1);
  await panel.getByLabel("Present").check();
  await expect(panel).toContainText("Four words are enough to talk about it");
  await expect(text).toBeHidden();
  await expect(goals).toHaveCount(0);
  await expect(quiz).toHaveCount(0);
  await expect(status).toHaveText("Part 1 of 2");
  await panel.getByRole("button", { name: "Reveal more" }).click();
  await expect(status).toHaveText("Part 2 of 2");
  // What it brings is seen: it begins at the top of the panel.
  await expect(text).toBeInViewport();
  await expect(goals.first()).toBeInViewport();
  await expect(goals).toHaveCount(3);
  await expect(quiz).toHaveCount(1);
  await page.reload();
  await expect(status).toHaveText("Part 2 of 2");
  await expect(text).toBeVisible();
  await panel.getByRole("button", { name: "Back", exact: true }).click();
  await expect(text).toBeHidden();
  await panel.getByLabel("Present").uncheck();
  await expect(text).toBeVisible();
  await expect(goals).toHaveCount(3);
  await expect(heading).toHaveText(/^1\./);
  // Nobody passed the step over.
  await expect(next).toHaveText("Skip");
});

test("a remote control goes through parts and steps, and leaves the drawing alone", async ({ page, studio }) => {
  const { panel, heading } = new Lessons(page);
  const { text, status } = seen(panel);
  await studio.openDesign("mine.sketch", "vpc net\n  cluster group\n    service front\n");
  await panel.getByLabel("Present").check();
  // Who has just switched it on has the focus on the switch.
  await page.keyboard.press("PageDown");
  await expect(text).toBeVisible();
  await page.keyboard.press("PageUp");
  await expect(text).toBeHidden();
  await studio.select("front");
  await studio.surface.focus();
  await page.keyboard.press("PageDown");
  await expect(text).toBeVisible();
  await page.keyboard.press("PageDown");
  await expect(heading).toHaveText(/^2\./);
  await expect(status).toHaveText(/^Part 1 of/);
  await page.keyboard.press("PageUp");
  await expect(heading).toHaveText(/^1\./);
  await expect(status).toHaveText("Part 2 of 2");
  await page.keyboard.press("PageUp");
  await expect(text).toBeHidden();
  await expect(panel.getByRole("button", { name: "Back", exact: true })).toBeDisabled();
  // The same keys send nodes to the back; here they did not.
  await expect(studio.undo).toBeEnabled();
  await studio.tab("Sketch");
  await expect(studio.drawer.locator("textarea")).not.toHaveValue(/order/);
});

for (const colorScheme of ["light", "dark"]) {
  test(`the presenter's controls are accessible in ${colorScheme}, also where there is little room`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { panel } = new Lessons(page);
    await panel.getByLabel("Present").check();
    expect(await axe(page, ".lessons")).toEqual([]);
    await page.screenshot({ path: artefact(`presenting-${colorScheme}.png`) });
    for (const name of ["Palette", "Inspector"]) await page.getByRole("button", { name, exact: true }).click();
    await page.locator(".notice").getByRole("button", { name: "Dismiss" }).click();
    await page.setViewportSize({ width: 360, height: 640 });
    await expect(panel.getByRole("button", { name: "Reveal more" })).toBeInViewport();
    expect(await axe(page, ".lessons")).toEqual([]);
    await page.screenshot({ path: artefact(`presenting-${colorScheme}-360.png`) });
  });
}
