// Small windows: a telephone, and a desk's window at 200 % zoom.
import { artefact, expect, test } from "./studio.mjs";

for (const [name, viewport] of Object.entries({ telephone: { width: 360, height: 640 }, "zoomed to 200 %": { width: 720, height: 450 } })) {
  test.describe(name, () => {
    test.use({ viewport });

    test("every control is reachable and nothing is cut off", async ({ page, studio }) => {
      test.slow();
      await studio.open();
      await page.screenshot({ path: artefact(`narrow-${viewport.width}.png`) });
      const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
      expect(sizes[0]).toBeLessThanOrEqual(viewport.width);
      expect(sizes[1]).toBeLessThanOrEqual(viewport.height);
      const canvas = await page.locator(".canvas").boundingBox();
      expect(canvas.height).toBeGreaterThan(viewport.height / 4);
      await reachable(page, viewport, ".top-bar, .canvas");

      const bar = page.locator(".top-bar");
      for (const panel of ["Palette", "Inspector"]) {
        const button = bar.getByRole("button", { name: panel });
        await expect(page.locator(`.${panel.toLowerCase()}`)).toBeHidden();
        await button.click();
        await expect(page.locator(`.${panel.toLowerCase()}`)).toBeVisible();
        await page.screenshot({ path: artefact(`narrow-${viewport.width}-${panel.toLowerCase()}.png`) });
        await reachable(page, viewport, `.${panel.toLowerCase()}`);
        await button.click();
        await expect(page.locator(`.${panel.toLowerCase()}`)).toBeHidden();
      }
      const drawer = bar.getByRole("button", { name: "Drawer" });
      if ((await studio.drawer.count()) === 0) await drawer.click();
      await page.screenshot({ path: artefact(`narrow-${viewport.width}-drawer.png`) });
      await reachable(page, viewport, ".drawer");
      await page.getByRole("button", { name: "Close the drawer" }).click();
      await expect(studio.drawer).toHaveCount(0);

      for (const menu of ["Open", "Export"]) {
        await page.locator("summary", { hasText: menu }).click();
        await reachable(page, viewport, ".menu[open] .menu-list");
        await page.screenshot({ path: artefact(`narrow-${viewport.width}-${menu.toLowerCase()}.png`) });
        await page.keyboard.press("Escape");
      }
    });

    test("a node is selected, changed and found in small", async ({ page, studio }) => {
      await studio.open();
      const { x, y } = await studio.grip("site");
      await page.mouse.click(x, y);
      await page.locator(".top-bar").getByRole("button", { name: "Inspector" }).click();
      await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("site");
      await reachable(page, viewport, ".inspector");
    });
  });
}

/** Scrolls to each control of a part and sees that it is inside the window and under nothing. */
async function reachable(page, viewport, part) {
  const selector = part.split(",").map((one) => `${one.trim()} :is(button, input, select, textarea, summary, a[href])`).join(", ");
  const controls = page.locator(selector);
  const count = await controls.count();
  expect(count).toBeGreaterThan(0);
  for (let at = 0; at < count; at += 1) {
    const control = controls.nth(at);
    if (!(await control.isVisible())) continue;
    if (await control.evaluate((element) => element.classList.contains("visually-hidden"))) continue;
    await control.scrollIntoViewIfNeeded();
    const found = await control.evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const words = element.getAttribute("aria-label") ?? element.textContent ?? element.id;
      return { words, left, top, right, bottom, isFree: hit !== null && (element === hit || element.contains(hit) || hit.contains(element)), over: hit?.className };
    });
    expect(found.left, found.words).toBeGreaterThanOrEqual(-0.5);
    expect(found.top, found.words).toBeGreaterThanOrEqual(-0.5);
    expect(found.right, found.words).toBeLessThanOrEqual(viewport.width + 0.5);
    expect(found.bottom, found.words).toBeLessThanOrEqual(viewport.height + 0.5);
    expect(found.isFree, `${found.words} lies under ${found.over}`).toBe(true);
    expect(Math.min(found.right - found.left, found.bottom - found.top), `${found.words} is too small`).toBeGreaterThanOrEqual(17);
  }
}
