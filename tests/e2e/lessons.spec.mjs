// A lesson from an empty page: goals that follow what is drawn, mistakes and the words about them, questions, and what is kept.
import { Lessons } from "./lessons.mjs";
import { artefact, axe, expect, test } from "./studio.mjs";

const fargate = "Fargate and a load balancer, step by step";
const inACluster = "A service runs a container in a cluster";
const first = `vpc net
  cluster group
    service front cpu=512 memory=1024
      container program port=8080
`;

test.beforeEach(async ({ studio }) => studio.open());

test("a lesson is chosen, read and followed while one draws", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  await expect(lessons.heading).toHaveText("1. What ECS is");
  await expect(lessons.panel).toContainText("Elastic Container Service runs containers and keeps them running");
  await expect(lessons.panel.locator(".prose strong").first()).toHaveText("Elastic Container Service");
  await expect(studio.node("web")).toHaveCount(0);
  await lessons.expectGoals("Not yet", "Not yet", "Not yet");
  await expect(lessons.goal(inACluster)).toContainText("There is no VPC yet");
  // The mistake that many make: the program's usual port, and not the one that was asked for.
  await studio.openDesign("mine.sketch", first.replace("8080", "80"));
  await lessons.expectGoals("Met", "Met", "Not yet");
  await expect(lessons.goal(inACluster)).toContainText("program is a container of the service front in the cluster group");
  const port = lessons.goal("The program listens on port 8080");
  await expect(port).toContainText("program has port 80");
  await port.getByRole("button", { name: "program" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("program");
  await studio.field("port").locator("input").fill("8080");
  await page.keyboard.press("Enter");
  await lessons.expectGoals("Met", "Met", "Met");
  await expect(lessons.next).toHaveText("Next");
  await expect(lessons.step.locator("option").first()).toHaveText(/done$/);
  await lessons.next.click();
  await expect(lessons.heading).toHaveText("2. Build the image, tag it, push it");
  await expect(lessons.heading).toBeFocused();
  await expect(studio.node("program")).toBeVisible();
});

test("opening a lesson puts nothing away that Undo does not bring back", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await expect(studio.node("votes")).toBeVisible();
  await lessons.begin(fargate);
  await expect(studio.notice).toContainText("Undo brings back what was there before");
  await expect(studio.node("votes")).toHaveCount(0);
  await studio.undo.click();
  await expect(studio.node("votes")).toBeVisible();
});

test("a lesson goes on in its own document and replaces no other one", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  await lessons.step.selectOption("3");
  await expect(studio.notice).toContainText("The design with which the step starts is open");
  await studio.openDesign("mine.sketch", 'design "Mine"\n\nbucket mine\n');
  await page.getByLabel("Name of the design").fill("Precious");
  await page.getByLabel("Name of the design").press("Tab");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  // Also after a reload, which knows nothing of what was open before.
  await page.reload();
  await expect(lessons.heading).toBeVisible();
  await lessons.step.selectOption("6");
  await expect(studio.notice).toContainText("The design with which the step starts is open");
  await expect(studio.node("mine")).toHaveCount(0);
  await page.getByLabel("Name of the design").fill("Of the lesson");
  await page.getByLabel("Name of the design").press("Tab");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await studio.yourDesigns();
  await studio.gallery.getByRole("button", { name: /^Precious/ }).click();
  await expect(studio.node("mine")).toHaveCount(1);
});

test("a question tells why an answer is right or wrong", async ({ page }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  const quiz = lessons.panel.locator("form.quiz");
  await quiz.getByRole("radio", { name: "As two services of one cluster" }).check();
  await quiz.getByRole("button", { name: "Check the answer" }).click();
  await expect(quiz.getByRole("status")).toContainText("Not yet right");
  await expect(quiz.getByRole("status")).toContainText("do not share a network interface");
  await quiz.getByRole("radio", { name: "As two containers of one service" }).check();
  await quiz.getByRole("button", { name: "Check the answer" }).click();
  await expect(quiz.getByRole("status")).toContainText("share one network interface");
});

test("what was chosen in one step is not chosen in the next", async ({ page }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  const first = lessons.panel.locator("form.quiz input").first();
  await first.check();
  await lessons.next.click();
  await expect(lessons.heading).toHaveText(/^2\./);
  await expect(first).not.toBeChecked();
});

test("a reload keeps the lesson, the step and the answers", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  const quiz = lessons.panel.locator("form.quiz");
  await quiz.getByRole("radio", { name: "As two containers of one service" }).check();
  await quiz.getByRole("button", { name: "Check the answer" }).click();
  await expect(quiz.getByRole("status")).toContainText("Right");
  await studio.openDesign("mine.sketch", first);
  await expect(lessons.next).toHaveText("Next");
  await lessons.next.click();
  await expect(lessons.heading).toHaveText(/^2\./);
  await expect(studio.status).toBeAttached();
  await page.reload();
  await expect(lessons.heading).toHaveText(/^2\./);
  await expect(studio.node("front")).toBeVisible();
  await lessons.panel.getByRole("button", { name: "Previous" }).click();
  await expect(lessons.heading).toHaveText(/^1\./);
  await expect(quiz.getByRole("radio", { name: "As two containers of one service" })).toBeChecked();
  await lessons.expectGoals("Met", "Met", "Met");
  // To read a step again changes nothing of what was made.
  await expect(studio.node("front")).toBeVisible();
});

test("hints come one after the other, a step is solved in one's own design, taken back and begun anew", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  await studio.openDesign("mine.sketch", "vpc mine\n  cluster ours\n    service front\n");
  const goal = lessons.goal(inACluster);
  await expect(goal).toContainText("There is no container yet");
  await goal.getByRole("button", { name: "Hint 1 of 2" }).click();
  await expect(goal.locator(".hints li")).toHaveText([/^Drag the kinds from the palette/]);
  await goal.getByRole("button", { name: "Hint 2 of 2" }).click();
  // The hint speaks of the node by the name that it has here.
  await expect(goal.locator(".hints li").nth(1)).toHaveText("The service goes into ours, and the container into front");
  await expect(goal.getByRole("button", { name: "All hints are shown" })).toBeFocused();
  await lessons.panel.getByRole("button", { name: "Solve this step" }).click();
  await expect(studio.notice).toContainText("The step is solved in your design");
  await lessons.expectGoals("Met", "Met", "Met");
  await expect(lessons.panel.getByRole("status").filter({ hasText: "3 of 3 are met" })).toContainText(`Met: ${inACluster}`);
  await expect(lessons.step.locator("option").first()).toHaveText(/solved$/);
  await expect(studio.node("front")).toBeVisible();
  await expect(studio.node("app")).toBeVisible();
  await studio.undo.click();
  await expect(studio.node("app")).toHaveCount(0);
  // A service has CPU and memory that go together until somebody changes them.
  await lessons.expectGoals("Not yet", "Met", "Not yet");
  await lessons.panel.getByRole("button", { name: "Reset to the step's start" }).click();
  await expect(studio.node("front")).toHaveCount(0);
  await expect(lessons.step.locator("option").first()).toHaveText("1. What ECS is");
  await studio.undo.click();
  await expect(studio.node("front")).toBeVisible();
  await lessons.next.click();
  await expect(lessons.step.locator("option").first()).toHaveText(/skipped$/);
});

test("a click while a step is being left is not lost", async ({ page }) => {
  const lessons = new Lessons(page);
  await lessons.begin(fargate);
  await lessons.next.evaluate((button) => {
    button.click();
    button.click();
  });
  await expect(lessons.heading).toHaveText(/^3\./);
});

test("progress that cannot be read says so, and the lesson can be begun anew", async ({ page, studio }) => {
  await page.evaluate(() => localStorage.setItem("groundplan.lesson.fargate", '{"version": 99, "<b>": '));
  const lessons = new Lessons(page);
  await lessons.open();
  await lessons.panel.getByRole("button", { name: `Continue: ${fargate}` }).click();
  await expect(lessons.panel.getByRole("alert")).toContainText("How far you came could not be told");
  await page.screenshot({ path: artefact("lesson-stuck.png") });
  await expect(studio.node("votes")).toBeVisible();
  await lessons.panel.getByRole("button", { name: "Begin the lesson anew" }).click();
  await expect(lessons.heading).toHaveText(/^1\./);
});

test("a lesson that cannot be fetched says so and can be tried again", async ({ page, problems }) => {
  const lessons = new Lessons(page);
  await page.route("**/lesson-fargate.txt*", (route) => route.abort());
  await lessons.open();
  await lessons.panel.getByRole("button", { name: `Begin: ${fargate}` }).click();
  await expect(lessons.panel.getByRole("alert")).toContainText("lesson-fargate.txt could not be loaded");
  await page.unroute("**/lesson-fargate.txt*");
  await lessons.panel.getByRole("button", { name: "Try again" }).click();
  await expect(lessons.heading).toHaveText("1. What ECS is");
  // The browser itself says in the console what it could not load.
  expect(problems.splice(0).every((problem) => problem.includes("net::ERR_FAILED"))).toBe(true);
});

test("the panel is accessible in both themes and on a narrow page", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  await lessons.open();
  await expect(lessons.panel.getByRole("heading", { level: 3 }).first()).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await lessons.panel.getByRole("button", { name: `Begin: ${fargate}` }).click();
  await lessons.expectGoals("Not yet", "Not yet", "Not yet");
  await studio.notice.getByRole("button", { name: "Dismiss" }).click();
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`lesson-${theme}.png`) });
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await page.reload();
  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await expect(lessons.heading).toBeVisible();
  expect(await axe(page)).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  await page.screenshot({ path: artefact("lesson-360.png") });
});
