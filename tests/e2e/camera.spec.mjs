// Zoom, pan and fit.
import { exampleNames, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("Ctrl and the wheel zoom at the pointer", async ({ page, studio }) => {
  const [before, zoom] = [await studio.middle("site"), await studio.zoom()];
  await page.mouse.move(before.x, before.y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  await expect.poll(() => studio.zoom()).toBeGreaterThan(zoom * 1.1);
  const after = await studio.middle("site");
  expect(after.x).toBeCloseTo(before.x, 0);
  expect(after.y).toBeCloseTo(before.y, 0);
  // The browser's own zoom stays out of it.
  expect(await page.evaluate(() => window.visualViewport.scale)).toBe(1);
});

test("the wheel, Space and the middle button pan", async ({ page, studio }) => {
  const before = await studio.box("site");
  await page.mouse.move(before.x - 30, before.y - 30);
  await page.mouse.wheel(30, 50);
  await expect.poll(async () => (await studio.box("site")).y).toBeCloseTo(before.y - 50, 0);
  expect((await studio.box("site")).x).toBeCloseTo(before.x - 30, 0);

  await studio.surface.focus();
  await page.keyboard.down("Space");
  await studio.drag({ x: 600, y: 300 }, { x: 630, y: 350 });
  await page.keyboard.up("Space");
  expect((await studio.box("site")).x).toBeCloseTo(before.x, 0);
  expect((await studio.box("site")).y).toBeCloseTo(before.y, 0);

  await page.mouse.move(600, 300);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(640, 320, { steps: 3 });
  await page.mouse.up({ button: "middle" });
  expect((await studio.box("site")).x).toBeCloseTo(before.x + 40, 0);
  await expect(studio.undo).toBeDisabled();
});

test("Shift+1 shows everything, Shift+0 is 100 %", async ({ page, studio }) => {
  await studio.surface.focus();
  await page.keyboard.press("Shift+Digit0");
  expect(await studio.zoom()).toBeCloseTo(1);
  await expect(page.getByRole("button", { name: "Zoom to 100 %" })).toHaveText("100 %");
  await page.keyboard.press("Shift+Digit1");
  const canvas = await page.locator(".canvas").boundingBox();
  for (const name of exampleNames) {
    const box = await studio.box(name);
    expect(box.x >= canvas.x && box.x + box.width <= canvas.x + canvas.width, name).toBe(true);
    expect(box.y >= canvas.y && box.y + box.height <= canvas.y + canvas.height, name).toBe(true);
  }
  await studio.select("unicorn");
  await page.keyboard.press("Shift+Digit2");
  expect(await studio.zoom()).toBeGreaterThan(1.2);
});

test("the camera glides to where a key takes it, follows the wheel at once, and jumps for who wants no motion", async ({ page, studio }) => {
  const glides = () => page.locator(".layer").evaluate((layer) => layer.getAnimations().length);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await studio.surface.focus();
  await page.keyboard.press("Shift+Digit0");
  expect(await glides()).toBe(1);
  // Its end is where a jump would have led.
  await expect.poll(glides).toBe(0);
  expect(await studio.zoom()).toBeCloseTo(1);
  const before = await studio.box("site");
  await page.mouse.move(before.x - 30, before.y - 30);
  await page.mouse.wheel(0, 40);
  await expect.poll(async () => (await studio.box("site")).y).toBeCloseTo(before.y - 40, 0);
  expect(await glides()).toBe(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.keyboard.press("Shift+Digit1");
  expect(await glides()).toBe(0);
  expect(await studio.zoom()).toBeLessThan(0.9);
});

test("buttons zoom, and the zoom keeps its limits", async ({ page, studio }) => {
  const zoom = await studio.zoom();
  await page.getByRole("button", { name: "Zoom in" }).click();
  expect(await studio.zoom()).toBeCloseTo(zoom * 1.25);
  for (let press = 0; press < 30; press += 1) await page.getByRole("button", { name: "Zoom out" }).click();
  expect(await studio.zoom()).toBeCloseTo(0.1);
  await page.getByRole("button", { name: "Show everything" }).click();
  expect(await studio.zoom()).toBeCloseTo(zoom);
});

test("a wheel over a panel scrolls the panel, not the canvas", async ({ page, studio }) => {
  await studio.tab("Template");
  const before = await studio.box("site");
  const box = await studio.listing.boundingBox();
  await page.mouse.move(box.x + 100, box.y + 60);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => studio.listing.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
  expect(await studio.box("site")).toEqual(before);
});
