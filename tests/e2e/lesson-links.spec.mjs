// Links into lessons, the seed of a class, what is left to be found, and the lesson on paper.
import { readFileSync } from "node:fs";
import { Lessons } from "./lessons.mjs";
import { artefact, axe, expect, groundplan, test } from "./studio.mjs";

const fargate = "Fargate and a load balancer, step by step";
const sketches = (studio) => studio.listed("Sketch");

test("a link begins the lesson at its step, with that step's start", async ({ page, studio }) => {
  await page.goto("./#lesson=fargate&step=load-balancer");
  const lessons = new Lessons(page);
  await expect(lessons.heading).toHaveText("5. The service behind a load balancer");
  await expect(studio.notice).toContainText("Undo brings back what was there before");
  for (const name of ["private-a", "nat-b", "votes"]) await expect(studio.node(name)).toBeAttached();
  await expect(studio.node("site")).toHaveCount(0);
  await lessons.expectGoals("Not yet", "Not yet", "Not yet");
  // The address leads there once: a reload stays where one went since.
  expect(new URL(page.url()).hash).toBe("");
  await lessons.panel.getByRole("button", { name: "Previous" }).click();
  await expect(lessons.heading).toHaveText(/^4\./);
  await page.reload();
  await expect(lessons.heading).toHaveText(/^4\./);
});

test("a link inside of a text and one typed into an open page lead to their steps", async ({ page, studio }) => {
  await studio.open();
  const lessons = new Lessons(page);
  await page.evaluate(() => (location.hash = "#lesson=fargate&step=roles"));
  await expect(lessons.heading).toHaveText(/^3\./);
  await page.evaluate(() => (location.hash = "#lesson=fargate&step=image"));
  await expect(lessons.heading).toHaveText(/^2\./);
});

test("the link to a step is copied and leads a fresh browser there", async ({ page, studio, browser, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("./#lesson=break-it&step=two&seed=7");
  const lessons = new Lessons(page);
  await expect(lessons.heading).toHaveText(/^3\. Round 2/);
  await lessons.panel.getByRole("button", { name: "Copy link to this step" }).click();
  await expect(studio.notice).toContainText("The link to this step is copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#lesson=break-it&step=two&seed=7$/);
  const fresh = await browser.newPage();
  await fresh.goto(link);
  await expect(new Lessons(fresh).heading).toHaveText(/^3\. Round 2/);
  await expect(new Lessons(fresh).seed).toHaveValue("7");
  await fresh.close();
});

test("an unknown lesson or step says so and offers the list", async ({ page, studio }) => {
  await page.goto("./#lesson=%3Cb%3Enothing&step=one");
  const lessons = new Lessons(page);
  await expect(studio.notice).toContainText("There is no lesson <b>nothing");
  await expect(lessons.panel.getByRole("button", { name: `Begin: ${fargate}` })).toBeVisible();
  await page.evaluate(() => (location.hash = "#lesson=fargate&step=nowhere"));
  await expect(studio.notice).toContainText("The lesson has no step nowhere");
  await expect(lessons.heading).toHaveText(/^1\./);
  await expect(lessons.step).toBeVisible();
});

test("who cannot load the lesson of a link gets to its step by another try", async ({ page, problems }) => {
  await page.route("**/lesson-fargate.txt*", (route) => route.abort());
  await page.goto("./#lesson=fargate&step=roles");
  const lessons = new Lessons(page);
  await expect(lessons.panel.getByRole("alert")).toContainText("lesson-fargate.txt could not be loaded");
  await page.unroute("**/lesson-fargate.txt*");
  await lessons.panel.getByRole("button", { name: "Try again" }).click();
  await expect(lessons.heading).toHaveText(/^3\./);
  expect(problems.splice(0).every((problem) => problem.includes("net::ERR_FAILED"))).toBe(true);
});

test("a seed gives a class one fault, and another seed other ones", async ({ page, studio }) => {
  await page.goto("./#lesson=break-it&step=one&seed=7");
  const lessons = new Lessons(page);
  await expect(lessons.seed).toHaveValue("7");
  await expect(studio.node("web")).toBeAttached();
  const command = groundplan("none", "", "lesson", "start", `${import.meta.dirname}/../../lessons/break-it.md`, "one", "--seed", "7");
  expect(plain(await sketches(studio))).toBe(plain(command));
  const starts = new Set([plain(command)]);
  for (const seed of ["8", "9", "10"]) {
    await lessons.seed.fill(seed);
    await page.keyboard.press("Enter");
    await expect(lessons.seed).toHaveValue(seed);
    await expect(studio.notice).toContainText("The design with which the step starts is open");
    await studio.notice.getByRole("button", { name: "Dismiss" }).click();
    starts.add(plain(await sketches(studio)));
  }
  expect(starts.size).toBeGreaterThan(1);
  await lessons.seed.fill("seven");
  await page.keyboard.press("Enter");
  await expect(studio.notice).toContainText("seven is no seed");
  await expect(studio.notice).toContainText("Expected a whole number");
});

test("what is to be found is not told by the findings, and is told when it is mended", async ({ page, studio }) => {
  await page.goto("./#lesson=break-it&step=one&seed=1");
  const lessons = new Lessons(page);
  await expect(lessons.goal("The fault is mended")).toContainText("The fault is still there");
  await expect(lessons.panel.getByRole("heading", { name: "AWS would say" })).toBeVisible();
  await expect(lessons.panel.locator(".says")).toContainText("At least two subnets in two different Availability Zones must be specified");
  await expect(studio.status).toHaveText(/Findings are hidden/);
  await studio.tab(/^Findings/);
  await expect(page.getByText("This step of the lesson leaves it to you to find what is wrong")).toBeVisible();
  await expect(page.locator(".finding")).toHaveCount(0);
  // The panel may be closed, and the page loaded again: the fault is still to be found.
  await lessons.panel.getByRole("button", { name: "Close the lessons" }).click();
  await page.reload();
  await expect(studio.status).toHaveText(/Findings are hidden/);
  await lessons.open();
  await expect(lessons.goal("The fault is mended")).toContainText("Not yet");
  await expect(page.locator(".finding")).toHaveCount(0);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`fault-${theme}.png`) });
  }
  await lessons.panel.getByRole("button", { name: "Solve this step" }).click();
  await expect(lessons.panel).toContainText("What was wrong:");
  await expect(studio.status).not.toHaveText(/hidden/);
  // Nothing is hidden outside of the lesson.
  await lessons.next.click();
  await expect(studio.status).toHaveText(/Findings are hidden/);
  await lessons.panel.getByRole("button", { name: "All lessons" }).click();
  await expect(studio.status).not.toHaveText(/hidden/);
  await expect(page.locator(".finding").first()).toBeVisible();
});

test("the handout is the one of the command line", async ({ page }) => {
  await page.goto("./#lesson=break-it&step=one&seed=7");
  const lessons = new Lessons(page);
  await expect(lessons.heading).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    lessons.panel.getByRole("button", { name: "Save the handout" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("break-it.html");
  const lesson = `${import.meta.dirname}/../../lessons/break-it.md`;
  expect(readFileSync(await download.path(), "utf8")).toBe(groundplan("none", "", "lesson", "handout", lesson, "--seed", "7"));
});

test("after solving, the camera shows what changed", async ({ page, studio }) => {
  await page.goto("./#lesson=fargate&step=load-balancer");
  const lessons = new Lessons(page);
  await lessons.expectGoals("Not yet", "Not yet", "Not yet");
  // Somebody looks far away from everything.
  for (let turn = 0; turn < 6; turn++) {
    await studio.surface.hover();
    await page.mouse.wheel(4000, 4000);
  }
  await expect(studio.node("web")).not.toBeInViewport();
  await lessons.panel.getByRole("button", { name: "Solve this step" }).click();
  await lessons.expectGoals("Met", "Met", "Met");
  await expect(studio.node("site")).toBeInViewport();
  await expect(studio.node("users")).toBeInViewport();
});

test("a fault is looked for on a narrow page, too", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto("./#lesson=break-it&step=one&seed=7");
  const lessons = new Lessons(page);
  await expect(lessons.goal("The fault is mended")).toContainText("Not yet");
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.screenshot({ path: artefact("fault-360.png") });
});

/** A sketch without places and settings: the page writes where things are, the command line what they are. */
function plain(sketch) {
  return sketch
    .split("\n")
    .map((line) => line.replace(/ @\S+( \d+x\d+)?/g, "").trimEnd())
    .filter(Boolean)
    .join("\n");
}
