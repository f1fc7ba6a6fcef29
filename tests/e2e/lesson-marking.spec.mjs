// A teacher marks a class in the page, and gets the table of the command line.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Lessons } from "./lessons.mjs";
import { artefact, axe, expect, groundplan, test } from "./studio.mjs";

const lesson = fileURLToPath(new URL("../../lessons/fargate.md", import.meta.url));
const steps = ["image", "roles", "network", "load-balancer", "security-groups", "pull", "deploy", "open", "cloudfront", "clean-up"];

/** A design as a PNG. */
function pixels(text) {
  const [from, to] = ["a.sketch", "a.png"].map((name) => join(mkdtempSync(join(tmpdir(), "groundplan-png-")), name));
  writeFileSync(from, text);
  execFileSync(process.env.GROUNDPLAN_CLI, ["draw", from, "--format", "png", "-o", to]);
  return readFileSync(to);
}

/** A folder with the files of a class: sketches, saved designs and pictures of students at all steps, and files that are none. */
function folder(count) {
  const place = mkdtempSync(join(tmpdir(), "groundplan-class-"));
  const starts = steps.map((step) => groundplan("none", "", "lesson", "start", lesson, step));
  const forms = [
    ["sketch", (text) => text],
    ["json", (text) => groundplan("a.sketch", text, "convert", "FILE", "--format", "design")],
    ["svg", (text) => groundplan("a.sketch", text, "draw", "FILE")],
    ["png", (text) => pixels(text)],
  ];
  const made = new Map();
  for (let student = 0; student < count; student += 1) {
    const [step, form] = [student % starts.length, student % forms.length];
    const key = `${step} ${form}`;
    if (!made.has(key)) made.set(key, forms[form][1](starts[step]));
    writeFileSync(join(place, `student-${String(student).padStart(3, "0")}.${forms[form][0]}`), made.get(key));
  }
  return place;
}

async function marking(page) {
  const lessons = new Lessons(page);
  await lessons.open();
  await lessons.panel.getByRole("button", { name: "Mark a class…" }).click();
  const dialog = page.getByRole("dialog", { name: "Mark a class" });
  await expect(dialog.getByRole("combobox", { name: "Step" }).locator("option")).toHaveCount(11);
  return dialog;
}

const byCommand = (place, ...more) => {
  try {
    return execFileSync(process.env.GROUNDPLAN_CLI, ["mark", lesson, place, "--format", "csv", ...more], { encoding: "utf8" });
  } catch (error) {
    // Not all is met: the table is there all the same.
    expect(error.status).toBe(1);
    return error.stdout;
  }
};

async function saved(page, dialog) {
  const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download as CSV" }).click()]);
  expect(download.suggestedFilename()).toBe("fargate.csv");
  return readFileSync(await download.path(), "utf8");
}

test.beforeEach(({ studio }) => studio.open());

test("the table is that of the command line, byte for byte, with the files that cannot be read", async ({ page }) => {
  const place = folder(12);
  writeFileSync(join(place, "=1+1.sketch"), "vpc\n");
  writeFileSync(join(place, "broken.json"), '{"version": ');
  writeFileSync(join(place, "latin.sketch"), Buffer.from([0x76, 0xfc]));
  writeFileSync(join(place, "picture.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  writeFileSync(join(place, "<b>bold.sketch"), "bucket\u202e");
  writeFileSync(join(place, "notes.txt"), "not a design");
  mkdirSync(join(place, "empty"));
  const dialog = await marking(page);
  await dialog.getByLabel("Files of the class").setInputFiles(
    execFileSync("find", [place, "-type", "f"], { encoding: "utf8" }).trim().split("\n"),
  );
  await expect(dialog.getByRole("status").last()).toContainText("17 files are marked, 4 could not be read. Left out: 1 that do not end in");
  expect(await saved(page, dialog)).toBe(byCommand(place));
  await expect(dialog.getByRole("rowheader", { name: "<b>bold.sketch" })).toBeVisible();
  await expect(dialog.getByRole("row").filter({ hasText: "latin.sketch" })).toContainText("could not be read: stream did not contain valid UTF-8");
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: artefact(`marking-${theme}.png`) });
  }
  // One step alone.
  await dialog.getByRole("combobox", { name: "Step" }).selectOption("network");
  await expect(dialog.getByRole("columnheader")).toHaveCount(2 + 5);
  expect(await saved(page, dialog)).toBe(byCommand(place, "--step", "network"));
  // What fails says for whom.
  const fails = dialog.locator(".fails details").first();
  await fails.locator("summary").click();
  await expect(fails.locator("li").filter({ hasText: /^student-000\.sketch: ./ })).toBeVisible();
  await dialog.getByLabel("Seed of the class").fill("x");
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("status").last()).toContainText("found the seed x, expected a whole number");
});

test("a view that could not be loaded says so and comes with the next try; a button closes it", async ({ page, problems }) => {
  await page.route("**/marking.js?*", (route) => route.abort());
  const lessons = new Lessons(page);
  await lessons.open();
  const open = lessons.panel.getByRole("button", { name: "Mark a class…" });
  await open.click();
  const dialog = page.getByRole("dialog", { name: "Mark a class" });
  await expect(dialog.getByRole("status").first()).toContainText("could not be loaded. Close it and try again");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(open).toBeFocused();
  await page.unroute("**/marking.js?*");
  await open.click();
  await expect(dialog.getByLabel("Files of the class")).toBeVisible();
  expect(problems.splice(0).every((problem) => problem.includes("net::ERR_FAILED"))).toBe(true);
});

test("a class of 160 is marked while one waits", async ({ page }) => {
  // axe looks at some thousand cells.
  test.setTimeout(120_000);
  const place = folder(160);
  const dialog = await marking(page);
  const files = execFileSync("find", [place, "-type", "f"], { encoding: "utf8" }).trim().split("\n");
  await dialog.getByLabel("Files of the class").setInputFiles(files);
  await expect(dialog.getByRole("status").last()).toContainText("160 files are marked, 0 could not be read", { timeout: 20_000 });
  const took = await page.evaluate(() => performance.getEntriesByName("marking").at(-1).duration);
  console.log(`160 files are marked in ${Math.round(took)} ms`);
  await expect(dialog.getByRole("row")).toHaveCount(161);
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: artefact("marking-360.png") });
});
