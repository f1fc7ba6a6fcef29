// Dragging nodes with the mouse.
import { expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

test("a dragged card moves, its connections follow, and one step takes it back", async ({ page, studio }) => {
  const [box, lines] = [await studio.box("users"), await studio.lines()];
  await studio.dragNode("users", 0, 90);
  const moved = await studio.box("users");
  expect(Math.abs(moved.y - box.y - 90)).toBeLessThan(16);
  expect(moved.width).toBeCloseTo(box.width);
  const after = await studio.lines();
  const changed = Object.keys(lines).filter((id) => lines[id] !== after[id]);
  expect(changed).toHaveLength(1);

  await page.keyboard.press("Control+z");
  expect(await studio.box("users")).toEqual(box);
  expect(await studio.lines()).toEqual(lines);
  await expect(studio.undo).toBeDisabled();
});

test("what is dragged follows the pointer, with all that lies in it", async ({ page, studio }) => {
  const names = ["web", "app"];
  const places = () => Promise.all(names.map((name) => studio.box(name)));
  const before = await places();
  const from = await studio.grip("web");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (const way of [20, 40, 60]) {
    await page.mouse.move(from.x + way, from.y + way, { steps: 4 });
    await expect
      .poll(async () => (await places()).every((box, at) => Math.abs(box.y - before[at].y - way) < 9 && Math.abs(box.x - before[at].x - way) < 9), `${way} pixels`)
      .toBe(true);
  }
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await places()).toEqual(before);
});

test("a dragged VPC takes all that lies in it along", async ({ page, studio }) => {
  const before = await studio.boxes();
  const names = ["main", "a", "public-a", "nat-a", "private-b", "site", "main-cluster", "web", "app"];
  const boxes = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await studio.box(name)])));
  await studio.dragNode("main", 24, 40);
  const way = (await studio.box("main")).y - boxes.main.y;
  expect(way).toBeGreaterThan(20);
  for (const name of names) expect((await studio.box(name)).y - boxes[name].y, name).toBeCloseTo(way, 1);
  // What does not lie in it stays.
  expect(Math.abs((await studio.box("users")).y - before[await studio.node("users").getAttribute("data-node")].y)).toBeLessThan(1);
  await page.keyboard.press("Control+z");
  expect(await studio.boxes()).toEqual(before);
});

test("Escape takes a drag back while it goes on", async ({ page, studio }) => {
  const box = await studio.box("users");
  const from = await studio.grip("users");
  await studio.drag(from, { x: from.x, y: from.y + 80 }, { drop: false });
  expect((await studio.box("users")).y).not.toBe(box.y);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await studio.box("users")).toEqual(box);
  await expect(studio.undo).toBeDisabled();
});

test("a move that the nesting forbids is refused in words and taken back", async ({ page, studio }) => {
  const box = await studio.box("nat-a");
  const [from, users] = [await studio.grip("nat-a"), await studio.middle("users")];
  await studio.drag(from, { x: users.x, y: users.y + 120 }, { drop: false });
  await expect(studio.refusal).toContainText(/subnet/i);
  await page.mouse.up();
  expect(await studio.box("nat-a")).toEqual(box);
});

test("a rectangle drawn on the canvas selects what lies in it; one drag moves all", async ({ page, studio }) => {
  const [role, other] = [await studio.box("task-role"), await studio.box("execution-role")];
  const left = Math.min(role.x, other.x) - 12;
  const right = Math.max(role.x + role.width, other.x + other.width) + 12;
  const top = Math.min(role.y, other.y) - 12;
  const bottom = Math.max(role.y + role.height, other.y + other.height) + 4;
  await studio.drag({ x: right, y: top }, { x: left, y: bottom });
  await expect(studio.inspector).toContainText("2 selected");
  await studio.dragNode("task-role", 0, 30);
  const way = (await studio.box("task-role")).y - role.y;
  expect(way).not.toBe(0);
  expect((await studio.box("execution-role")).y - other.y).toBeCloseTo(way, 1);
  await page.keyboard.press("Control+z");
  expect(await studio.box("execution-role")).toEqual(other);
});
