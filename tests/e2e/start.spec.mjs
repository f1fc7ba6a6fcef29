// The page starts: its files load, its policy forbids nothing that it does, and the workshop's design is there.
import { artefact, example, exampleNames, expect, groundplan, test } from "./studio.mjs";

test("the page opens with the workshop's design, whole and without a finding", async ({ page, studio }) => {
  await studio.open();
  const canvas = await page.locator(".canvas").boundingBox();
  for (const name of exampleNames) {
    const box = await studio.box(name);
    expect(box.x, name).toBeGreaterThanOrEqual(canvas.x);
    expect(box.y, name).toBeGreaterThanOrEqual(canvas.y);
    expect(box.x + box.width, name).toBeLessThanOrEqual(canvas.x + canvas.width);
    expect(box.y + box.height, name).toBeLessThanOrEqual(canvas.y + canvas.height);
  }
  await expect(studio.status).toHaveText("No findings");
  await expect(studio.undo).toBeDisabled();
  await page.screenshot({ path: artefact("start.png") });
});

test("what the page shows is what the command line makes of the same sketch", async ({ studio }) => {
  await studio.open();
  const yaml = await studio.listed("Template");
  expect(yaml.trimEnd()).toBe(groundplan("unicorn.sketch", example, "synth", "FILE").trimEnd());
});

test("the page has a strict policy for scripts", async ({ page }) => {
  await page.goto("./");
  const policy = await page.locator("meta[http-equiv='Content-Security-Policy']").getAttribute("content");
  const allowed = Object.fromEntries(policy.split(";").map((part) => part.trim().split(/\s+/)).filter(([name]) => name).map(([name, ...from]) => [name, from]));
  expect(allowed["default-src"]).toEqual(["'none'"]);
  expect(allowed["script-src"]).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  const elsewhere = Object.entries(allowed).filter(([, from]) => from.some((one) => !["'self'", "'none'", "'wasm-unsafe-eval'", "data:", "blob:"].includes(one)));
  expect(elsewhere).toEqual([]);
  for (const name of ["connect-src", "worker-src", "manifest-src"]) expect(allowed[name], name).toEqual(["'self'"]);
});
