// Fingers, as the browser reports them.
import { expect, test } from "./studio.mjs";

test.use({ hasTouch: true });

async function touch(page) {
  const client = await page.context().newCDPSession(page);
  const send = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ id, ...point })) });
  return {
    async drag(from, to) {
      await send("touchStart", [from]);
      for (let step = 1; step <= 8; step += 1) {
        await send("touchMove", [{ x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 }]);
      }
      await send("touchEnd", []);
    },
    async pinch(middle, from, to) {
      const pair = (distance) => [{ x: middle.x - distance, y: middle.y }, { x: middle.x + distance, y: middle.y }];
      await send("touchStart", pair(from));
      for (let step = 1; step <= 8; step += 1) await send("touchMove", pair(from + ((to - from) * step) / 8));
      await send("touchEnd", []);
    },
  };
}

test.beforeEach(({ studio }) => studio.open());

test("a tap selects", async ({ page, studio }) => {
  const { x, y } = await studio.grip("unicorn");
  await page.touchscreen.tap(x, y);
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("unicorn");
});

test("a drag moves a node in one step", async ({ page, studio }) => {
  const box = await studio.box("users");
  const from = await studio.grip("users");
  await (await touch(page)).drag(from, { x: from.x, y: from.y + 90 });
  expect(Math.abs((await studio.box("users")).y - box.y - 90)).toBeLessThan(16);
  await studio.undo.click();
  expect(await studio.box("users")).toEqual(box);
  await expect(studio.undo).toBeDisabled();
});

test("two fingers zoom where they are", async ({ page, studio }) => {
  const [middle, zoom] = [await studio.middle("site"), await studio.zoom()];
  await (await touch(page)).pinch(middle, 40, 80);
  await expect.poll(() => studio.zoom()).toBeGreaterThan(zoom * 1.5);
  const after = await studio.middle("site");
  expect(Math.hypot(after.x - middle.x, after.y - middle.y)).toBeLessThan(12);
  expect(await page.evaluate(() => window.visualViewport.scale)).toBe(1);
  await expect(studio.undo).toBeDisabled();
});

test("a kind is dragged from the palette with a finger", async ({ page, studio }) => {
  const source = await page.locator("[data-kind=container]").boundingBox();
  const web = await studio.box("web");
  const from = { x: source.x + 40, y: source.y + source.height / 2 };
  await (await touch(page)).drag(from, { x: web.x + web.width - 40, y: web.y + web.height / 2 });
  await expect(studio.node("container")).toHaveCount(1);
});

test.describe("on a large screen", () => {
  // A finger needs nodes that are larger than its ports.
  test.use({ viewport: { width: 1700, height: 1000 } });

  test("a connection is drawn with a finger from the port of what is selected", connectByTouch);
});

async function connectByTouch({ page, studio }) {
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app pulls/ }).click();
  await studio.inspector.getByRole("button", { name: "Delete" }).click();
  const count = await page.locator("[data-connection]").count();
  const grip = await studio.grip("app");
  await page.touchscreen.tap(grip.x, grip.y);
  const box = await studio.box("app");
  await (await touch(page)).drag({ x: box.x + box.width, y: box.y + box.height / 2 }, await studio.middle("unicorn"));
  await expect(page.locator("[data-connection]")).toHaveCount(count + 1);
}
