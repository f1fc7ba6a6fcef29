// A design of a thousand nodes: in the page is what one sees, and whatever one does finds the rest.
import { artefact, expect, test } from "./studio.mjs";

/** Fifty services with twenty containers each, in rows of ten; each container waits for the one before it. */
const thousand = () => {
  const [nodes, connections] = [[], []];
  for (let service = 0; service < 50; service += 1) {
    const [left, top] = [(service % 10) * 800, Math.floor(service / 10) * 420];
    const parent = 2000 + service;
    nodes.push({ id: parent, kind: "service", name: `service-${service}`, frame: [left, top, 750, 375] });
    for (let place = 0; place < 20; place += 1) {
      const id = service * 20 + place + 1;
      const frame = [left + 15 + (place % 5) * 150, top + 35 + Math.floor(place / 5) * 85, 120, 60];
      nodes.push({ id, kind: "container", name: `c-${id}`, parent, frame, fields: { port: 8000 + place } });
      if (place > 0) connections.push({ id: 3000 + id, from: id, to: id - 1, verb: "waits-for" });
    }
  }
  nodes.sort((one, other) => one.id - other.id);
  return JSON.stringify({ groundplan: 1, name: "Thousand", region: "eu-west-1", nodes, connections });
};

const drawn = (page) => page.locator(".drawing [data-node]").count();

test.beforeEach(async ({ page, studio }) => {
  await page.addInitScript((design) => {
    if (!localStorage.getItem("groundplan.design")) {
      localStorage.setItem("groundplan.design", design);
      localStorage.setItem("groundplan.view", "-40 -60 1");
    }
  }, thousand());
  await studio.open();
});

test("what is in view is in the page, and comes and goes with the camera", async ({ page, studio }) => {
  await expect(studio.node("c-1")).toHaveCount(1);
  expect(await drawn(page)).toBeLessThan(200);
  await expect(studio.node("c-999")).toHaveCount(0);
  // Lines stand in plainly first; then each is routed and says what it means.
  await expect(page.locator(".drawing .label").first()).toBeAttached();
  await studio.surface.focus();
  await page.keyboard.press("Shift+Digit1");
  // From far away everything is there, and nothing that nobody can read.
  await expect.poll(() => drawn(page)).toBeGreaterThan(1000);
  await expect(page.locator(".drawing [data-node^=node-] text")).toHaveCount(0);
  await page.screenshot({ path: artefact("thousand.png") });
  await page.keyboard.press("Control+0");
  await expect.poll(() => drawn(page)).toBeLessThan(400);
  await expect(page.locator(".drawing text.strong").first()).toBeAttached();
});

test("a node is dragged with its lines, and all others stay as they are", async ({ page, studio }) => {
  const [before, lines] = [await studio.boxes(), await studio.lines()];
  await studio.dragNode("c-3", 24, 32);
  // It comes to rest on the grid or beside its neighbours.
  await expect.poll(async () => (await studio.boxes())["node-3"].x).toBeGreaterThan(before["node-3"].x + 10);
  const after = await studio.boxes();
  expect(after["node-3"].y).toBeGreaterThan(before["node-3"].y + 10);
  for (const id of Object.keys(before)) if (id !== "node-3") expect(after[id], id).toEqual(before[id]);
  const ways = await studio.lines();
  expect(ways["3003"]).not.toBe(lines["3003"]);
  expect(ways["3004"]).not.toBe(lines["3004"]);
  expect(ways["3010"]).toBe(lines["3010"]);
  await studio.undo.click();
  await expect.poll(async () => (await studio.boxes())["node-3"]).toEqual(before["node-3"]);
});

test("another design is drawn whole after a large one that was looked at from afar", async ({ page, studio }) => {
  await studio.openDesign("small.sketch", "bucket pictures @0,0 168x64\nbucket letters @400,0 168x64\n");
  await studio.surface.focus();
  for (let step = 0; step < 12; step += 1) await page.keyboard.press("Control+Minus");
  await expect.poll(() => studio.zoom()).toBeLessThan(0.35);
  await studio.undo.click();
  await expect(page.locator(".canvas")).toHaveAttribute("data-detail", "far");
  await page.keyboard.press("Control+0");
  await expect(page.locator(".canvas")).toHaveAttribute("data-detail", "near");
  await expect(page.locator(".drawing [data-node^=node-]").first()).toBeAttached();
  await expect.poll(() => page.locator(".drawing .node-card:not(:has(.muted))").count()).toBe(0);
});

test("what is too small to be read is not seen while the camera moves away, and leaves and comes back when it rests", async ({ page, studio }) => {
  const captions = page.locator(".drawing [data-node^=node-] .muted");
  const names = page.locator(".drawing [data-node^=node-] .strong");
  await expect(captions.first()).toBeVisible();
  await studio.surface.hover();
  await page.keyboard.down("Control");
  for (let step = 0; step < 3; step += 1) await page.mouse.wheel(0, 70);
  await expect.poll(() => studio.zoom()).toBeLessThan(0.6);
  // Hidden at once, gone at rest.
  await expect(page.locator(".drawing .muted:visible")).toHaveCount(0);
  await expect(captions).toHaveCount(0);
  await expect(names.first()).toBeVisible();
  await expect(page.locator(".drawing .label:visible")).toHaveCount(0);
  for (let step = 0; step < 3; step += 1) await page.mouse.wheel(0, -70);
  await page.keyboard.up("Control");
  await expect.poll(() => studio.zoom()).toBeGreaterThan(0.65);
  await expect(captions.first()).toBeVisible();
  expect(await captions.count()).toBe(await names.count());
});
