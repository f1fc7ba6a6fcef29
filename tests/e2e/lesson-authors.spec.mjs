// A lesson of one's own in the designer: mistakes with their lines, the lesson as a student sees it, and whether it works.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Lessons } from "./lessons.mjs";
import { artefact, axe, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

// The example of the guide for authors is a lesson that works.
const guide = readFileSync(fileURLToPath(new URL("../../lessons/README.md", import.meta.url)), "utf8");
const own = guide.split("````markdown\n")[1].split("````")[0];

test("an author's file is read, mended and read again, and opens as a student sees it", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  const draft = page.getByRole("region", { name: "Your own lesson" });
  const wrong = own.replace("exists service web\n", "exists servise web\n").replace("# Where", "<b>Where</b>\n\n## Where");
  await studio.openText("mine.md", wrong);
  await expect(draft.getByRole("alert")).toContainText("mine.md has");
  const line = wrong.split("\n").indexOf("exists servise web") + 1;
  const mistake = draft.locator(".mistakes > li").filter({ hasText: "servise" });
  await expect(mistake).toContainText(`Line ${line}, column`);
  await expect(mistake.locator("pre")).toHaveText("exists servise web");
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`draft-${theme}.png`) });
  }

  await studio.openText("mine.md", own);
  await expect(lessons.heading).toHaveText("1. Where tasks run");
  await expect(lessons.goal("The service runs in a private subnet")).toContainText("Not yet");
  await expect(studio.node("web")).toBeVisible();
  await draft.getByRole("button", { name: "Check that it works" }).click();
  await expect(studio.notice).toContainText("The lesson works");
  await lessons.panel.getByRole("button", { name: "Solve this step" }).click();
  await lessons.expectGoals("Met");

  // Read again, it begins anew at the same step, as the file is now.
  await studio.openText("mine.md", own.replace("Tasks run in subnets.", "Tasks run in *subnets*."));
  await expect(lessons.panel.locator(".prose em")).toHaveText("subnets");
  await lessons.expectGoals("Not yet");
});

test("an author sees at once what they change in the file", async ({ page, studio }) => {
  await page.addInitScript(() => {
    // A picker needs a person. What this one gives is a file of the browser's own file system, which is a real one.
    const file = async () => (await navigator.storage.getDirectory()).getFileHandle("mine.md", { create: true });
    globalThis.showOpenFilePicker = async () => [await file()];
    globalThis.put = async (text) => {
      const out = await (await file()).createWritable();
      await out.write(text);
      await out.close();
    };
  });
  await studio.open();
  const lessons = new Lessons(page);
  const draft = page.getByRole("region", { name: "Your own lesson" });
  await page.evaluate((text) => globalThis.put(text), own);
  await page.locator("summary", { hasText: "Open" }).click();
  await page.getByRole("button", { name: "Open a file…" }).click();
  await expect(lessons.heading).toHaveText("1. Where tasks run");
  await expect(draft).toContainText("What you change in the file shows here at once");
  // What they have drawn stays.
  await studio.node("web").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("S3 bucket");
  await page.keyboard.press("Enter");
  await expect(studio.node("bucket")).toHaveCount(1);
  await page.evaluate((text) => globalThis.put(text), own.replace("Tasks run in subnets.", "Tasks run in *subnets*."));
  await expect(lessons.panel.locator(".prose em")).toHaveText("subnets");
  await expect(studio.node("bucket")).toHaveCount(1);
  await page.evaluate((text) => globalThis.put(text), own.replace("exists service web\n", "exists servise web\n"));
  await expect(draft.locator(".mistakes")).toContainText("servise");
  await page.evaluate((text) => globalThis.put(text), own);
  await expect(draft.locator(".mistakes")).toHaveCount(0);
  await draft.getByRole("button", { name: "Put it away" }).click();
  await expect(draft).toHaveCount(0);
  // Once it is put away nobody looks at the file any more.
  await page.evaluate((text) => globalThis.put(text), own.replace("# Where", "## Where"));
  await page.waitForTimeout(1500);
  await expect(draft).toHaveCount(0);
});

test("an author's own lesson is there after a reload, at its step, until it is put away", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  const draft = page.getByRole("region", { name: "Your own lesson" });
  await studio.openText("mine.md", own);
  await expect(lessons.heading).toHaveText("1. Where tasks run");
  await lessons.panel.getByRole("button", { name: "Solve this step" }).click();
  await lessons.expectGoals("Met");
  await expect(page.locator(".saved")).toHaveText("Kept in this browser");
  await page.reload();
  await expect(lessons.heading).toHaveText("1. Where tasks run");
  await lessons.expectGoals("Met");
  await draft.getByRole("button", { name: "Check that it works" }).click();
  await expect(studio.notice).toContainText("The lesson works");
  await draft.getByRole("button", { name: "Put it away" }).click();
  await expect(draft).toHaveCount(0);
  await page.reload();
  await expect(page.locator("html[data-started]")).toBeAttached();
  await expect(lessons.panel.getByRole("button", { name: /^Begin: / }).first()).toBeVisible();
  await expect(draft).toHaveCount(0);
});

test("a lesson that does not work says in which line", async ({ page, studio }) => {
  const lessons = new Lessons(page);
  const draft = page.getByRole("region", { name: "Your own lesson" });
  // The solution forgets the connection.
  const broken = own.replace("web -> home : runs\n```", "```");
  await studio.openText("mine.md", broken);
  await expect(lessons.heading).toBeVisible();
  await draft.getByRole("button", { name: "Check that it works" }).click();
  const line = broken.split("\n").findIndex((text) => text.startsWith("```goal")) + 1;
  await expect(draft.locator(".mistakes > li")).toContainText([new RegExp(`^Line ${line}, column 1: .*the solution does not meet the goal`)]);
});

test("the finder opens a lesson", async ({ page, studio }) => {
  await studio.surface.focus();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("lesson break");
  await page.getByRole("option", { name: /Lesson: Break it/ }).click();
  await expect(new Lessons(page).heading).toHaveText(/^1\. The good design/);
});

test("the end of a lesson says what to delete and what it costs when it is left", async ({ page }) => {
  await page.evaluate(() => (location.hash = "#lesson=fargate&step=clean-up"));
  const lessons = new Lessons(page);
  await expect(lessons.heading).toHaveText(/^11\./);
  const table = lessons.panel.locator("table.standing");
  // Half a vCPU and 1 GB for 730 hours are 18.02 dollars, four times; a gateway with its address 36.50; a load balancer in two zones 23.73.
  await expect(table.locator("tbody tr")).toHaveText([/webFargate service\$72\.08/, /nat-a.*\$36\.50/, /nat-b.*\$36\.50/, /site.*\$23\.73/]);
  await expect(table.locator("tfoot")).toContainText("$168.81");
  await expect(() => table.scrollIntoViewIfNeeded()).toPass();
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`standing-${theme}.png`) });
  }
});
