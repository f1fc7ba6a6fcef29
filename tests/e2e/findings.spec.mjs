// A finding appears while somebody designs, is marked where it is, and goes when it is mended.
import { readFileSync } from "node:fs";
import { axe, example, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("a CPU that goes with no such memory is found, marked and mended by a button", async ({ page, studio }) => {
  // No form leads there, a sketch does.
  await studio.openDesign("own.sketch", example.replace("cpu=512 memory=1024", "cpu=2048 memory=1024"));
  await studio.select("web");
  const finding = studio.drawer.locator(".finding").filter({ hasText: "fargate-size" });
  await expect(finding).toContainText("web");
  await expect(finding).toContainText("No Fargate configuration exists for given values");
  await expect(studio.status).toHaveText("1 error");
  await expect(page.locator("[data-mark]")).toHaveCount(1);
  // The inspector says it at the field, too.
  await expect(studio.inspector.locator(".finding")).toContainText("2048");
  const mark = await page.locator("[data-mark]").boundingBox();
  const box = await studio.box("web");
  expect(Math.abs(mark.x + mark.width - (box.x + box.width))).toBeLessThan(20);
  expect(Math.abs(mark.y - box.y)).toBeLessThan(20);

  await finding.getByRole("button", { name: /memory/i }).click();
  await expect(studio.status).toHaveText("No findings");
  await expect(page.locator("[data-mark]")).toHaveCount(0);
  await expect(studio.field("memory").locator("select")).toHaveValue("4096");
  await page.keyboard.press("Control+z");
  await expect(studio.status).toHaveText("1 error");
});

test("what no rule can tell stands apart, with what decides", async ({ page, studio }) => {
  const sketch = readFileSync(new URL("../golden/parameters-that-decide.sketch", import.meta.url), "utf8");
  await studio.openDesign("decide.sketch", sketch);
  await expect(studio.status).toHaveText("No findings, 1 cannot be told");
  await studio.status.click();
  const open = studio.drawer.locator("section").filter({ has: page.getByRole("heading", { name: "Cannot tell (1)" }) });
  await expect(open).toContainText("Whether Fargate service web can pull its image");
  await expect(open).toContainText("It depends: in public public-a a task takes a public address");
  await expect(page.locator("[data-mark]")).toHaveCount(0);
  await open.getByRole("button", { name: "web", exact: true }).click();
  await expect(studio.inspector.getByLabel("Name", { exact: true })).toHaveValue("web");
  expect(await axe(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await axe(page)).toEqual([]);
  // With a value it is no question any more; then nobody asks for the parameter.
  await studio.openDesign("decided.sketch", sketch.replace('public_address=!If [Live, !Ref Open, "true"]', "public_address=true"));
  await expect(open).toHaveCount(0);
  await expect(studio.status).toHaveText("1 warning");
  await expect(studio.drawer.locator(".finding")).toContainText("unused-parameter");
});

test("CPU and memory offer what Fargate has, with the price of a month, and go along", async ({ page, studio }) => {
  await studio.select("web");
  const [cpu, memory] = ["cpu", "memory"].map((name) => studio.field(name).getByRole("combobox"));
  await expect(memory.locator("option")).toHaveText([
    "1024 – $36.04",
    "2048 – $42.53",
    "3072 – $49.02",
    "4096 – $55.51",
  ]);
  await expect(studio.field("memory")).toContainText("For a month of all 2 tasks, on demand: us-east-1, November 2026");
  // All of it can be read.
  for (const one of [cpu, memory]) expect((await one.boundingBox()).width).toBeGreaterThan(140);
  await cpu.selectOption("4096");
  await expect(memory).toHaveValue("8192");
  await expect(memory.locator("option")).toHaveCount(23);
  await expect(studio.status).not.toContainText("error");
  await memory.selectOption("30720");
  await expect(cpu.locator("option:checked")).toHaveText("4096 – $431.09");
  // CPU and the memory that went along are one step.
  await studio.undo.click();
  await studio.undo.click();
  await expect(cpu).toHaveValue("512");
  await expect(memory).toHaveValue("1024");
  // What is not offered stays to be seen.
  await studio.openDesign("own.sketch", example.replace("cpu=512 memory=1024", "cpu=512 memory=1500"));
  await studio.select("web");
  await expect(memory.locator("option:checked")).toHaveText("1500 – not offered");
});

test("the name in a finding leads to its node, the count opens the list", async ({ page, studio }) => {
  await studio.select("web");
  await studio.makeError();
  await expect(studio.status).toHaveText("1 error");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close the drawer" }).click();
  await expect(studio.drawer).toHaveCount(0);
  await studio.status.click();
  await studio.drawer.getByRole("button", { name: "web", exact: true }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("web");
});

test("a fix that adds a node gives it a place", async ({ page, studio }) => {
  await studio.openDesign(
    "private.sketch",
    `vpc main cidr=10.0.0.0/16
  subnet public-a cidr=10.0.0.0/24 access=public
  subnet private-a cidr=10.0.1.0/24 access=private
  cluster c
    service web
      container app port=80
repository r
role e
app -> r : pulls
web -> private-a : runs
web -> e : starts-with
`,
  );
  await expect(studio.status).not.toHaveText("No findings");
  const count = await page.locator(".drawing [data-node]").count();
  const fixes = studio.drawer.locator(".fix");
  await expect(fixes.first()).toBeVisible();
  const words = await fixes.allTextContents();
  await expect(studio.drawer).toContainText("Prices are those of us-east-1, November 2026");
  const gateway = words.findIndex((text) => /NAT/.test(text));
  expect(gateway, words.join("; ")).toBeGreaterThanOrEqual(0);
  await fixes.nth(gateway).click();
  await expect.poll(() => page.locator(".drawing [data-node]").count()).toBeGreaterThan(count);
  await page.keyboard.press("Control+z");
  await expect.poll(() => page.locator(".drawing [data-node]").count()).toBe(count);
});

test("a finding is allowed with a reason, listed apart, and objected to again", async ({ page, studio }) => {
  await studio.openDesign("open.sketch", "design Files\n\nbucket files block_public_access=false\n");
  const finding = studio.drawer.locator(".finding").filter({ hasText: "public-bucket" });
  await expect(studio.status).toHaveText("1 warning");
  await finding.locator("summary", { hasText: "Allow" }).click();
  const reason = finding.getByRole("textbox", { name: "Why public-bucket is allowed here" });
  await finding.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(studio.status).toHaveText("1 warning");
  await reason.fill("<b>Pictures</b> for everybody");
  await reason.press("Enter");
  await expect(studio.status).toHaveText("No findings");
  const allowed = studio.drawer.locator(".allowed");
  await expect(allowed.locator("summary")).toHaveText("Allowed by the design (1)");
  await allowed.locator("summary").click();
  await expect(allowed).toContainText("Allowed: <b>Pictures</b> for everybody");
  expect(await studio.listed("Sketch")).toContain('allow={public-bucket="<b>Pictures</b> for everybody"}');

  await studio.tab("Findings");
  await studio.drawer.locator(".allowed summary").click();
  await allowed.getByRole("button", { name: "Object again" }).click();
  await expect(studio.status).toHaveText("1 warning");
  await page.keyboard.press("Control+z");
  await expect(studio.status).toHaveText("No findings");
});

test("the workshop as written is mended by one button, as one step", async ({ page, studio }) => {
  await page.locator("summary", { hasText: "Open" }).click();
  await page.getByRole("button", { name: /as written/i }).click();
  await expect(studio.status).toHaveText(/[1-9]\d* errors?/);
  await studio.tab("Findings");
  await expect(studio.drawer.getByRole("heading", { name: /It will not deploy or not run \(\d+\)/ })).toBeVisible();
  await studio.drawer.getByRole("button", { name: /Apply the first repair of all \(\d+\)/ }).click();
  await expect(studio.notice).toContainText(/\d+ repairs were made as one step/);
  await expect(studio.status).not.toHaveText(/error/);
  await studio.undo.click();
  await expect(studio.status).toHaveText(/error/);
});

test("the name in a finding leads to the field that it is about", async ({ page, studio }) => {
  await studio.openDesign("open.sketch", "design Files\n\nbucket files block_public_access=false\n");
  await studio.tab("Findings");
  await studio.drawer.locator(".finding").filter({ hasText: "public-bucket" }).getByRole("button", { name: "files", exact: true }).click();
  await expect(studio.field("block_public_access").locator("input, select").first()).toBeFocused();
});
