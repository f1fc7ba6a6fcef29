// What a connection changes in the template: said before it is dropped, and to be looked at afterwards.
import { artefact, axe, expect, test } from "./studio.mjs";

const preview = (page) => page.locator(".effects-preview");
const spoken = (page) => page.locator(".visually-hidden[role=status]");
const adds = (studio) => studio.inspector.getByRole("group", { name: "Adds to the template" });

test.beforeEach(({ studio }) => studio.open());

/** Takes the connection away by which app pulls its image. */
async function withoutPull(studio) {
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app pulls/ }).click();
  await studio.inspector.getByRole("button", { name: "Delete" }).click();
}

test("what connecting adds is said before the drop, and the inspector leads to its lines", async ({ page, studio }) => {
  await withoutPull(studio);
  await studio.drag(await studio.port("app"), await studio.middle("unicorn"), { drop: false });
  await expect(preview(page)).toContainText(/Adds.*statement .*ecr:BatchGetImage.* on UnicornRepository.Arn in role ExecutionRole/);
  await expect(preview(page)).toContainText("parameter AppImageTag");
  await expect(preview(page)).toContainText(/Changes.*task definition WebTaskDefinition: ContainerDefinitions.app.Image/);
  await expect(spoken(page)).toContainText(/^Adds statement .*parameter AppImageTag\. Changes task definition/);
  await page.screenshot({ path: artefact("effects.png") });
  await page.mouse.up();
  await expect(preview(page)).toHaveCount(0);

  await expect(adds(studio)).toContainText("parameter AppImageTag");
  await adds(studio).getByRole("button", { name: /ecr:BatchGetImage/ }).click();
  await expect(page.getByRole("tab", { name: "Template" })).toHaveAttribute("aria-selected", "true");
  const line = page.locator(".listing-line.found");
  await expect(line).toContainText("ecr:BatchCheckLayerAvailability");
  await expect(line).toBeInViewport();
  await expect(studio.listing).toBeFocused();
  await adds(studio).getByRole("button", { name: /WebTaskDefinition/ }).click();
  await expect(line).toContainText("ContainerDefinitions:");
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  await adds(studio).getByRole("button", { name: "parameter AppImageTag" }).click();
  await expect(line).toContainText('"AppImageTag": {');
});

test("what is said is of the target under the pointer, and of no other", async ({ page, studio }) => {
  await withoutPull(studio);
  const [refused, unicorn] = [await studio.middle("users"), await studio.middle("unicorn")];
  await studio.drag(await studio.port("app"), unicorn, { drop: false });
  await expect(preview(page)).toContainText("UnicornRepository");
  await page.mouse.move(refused.x, refused.y, { steps: 3 });
  await expect(page.locator(".overlay .over-refused")).toHaveCount(1);
  await expect(preview(page)).toHaveCount(0);
  await expect(studio.refusal).toBeVisible();
  await page.mouse.move(unicorn.x, unicorn.y, { steps: 3 });
  await expect(preview(page)).toContainText("UnicornRepository");
  await page.keyboard.press("Escape");
  await expect(preview(page)).toHaveCount(0);
});

test("the keyboard hears what each target would change", async ({ page, studio }) => {
  await studio.select("site");
  await studio.inspector.getByRole("button", { name: /^site forwards/ }).click();
  await studio.inspector.getByRole("button", { name: "Delete" }).click();
  await studio.select("site");
  await page.keyboard.press("c");
  const hint = page.locator(".hint");
  await expect(async () => {
    await page.keyboard.press("ArrowRight");
    await expect(hint).toContainText("site forwards to web", { timeout: 200 });
  }).toPass();
  await expect(preview(page)).toContainText("ingress 8080 on group WebSecurityGroup from SiteSecurityGroup");
  await expect(preview(page)).toContainText("egress 8080 on group SiteSecurityGroup to WebSecurityGroup");
  await expect(preview(page)).toContainText("target group SiteWebTargetGroup");
  await expect(spoken(page)).toContainText("Adds egress 8080");
  await page.keyboard.press("Enter");
  await expect(adds(studio)).toContainText("ingress 8080 on group WebSecurityGroup");
});

test("what another connection gives already is said to be there", async ({ page, studio }) => {
  const bare = `vpc main
  zone a
    subnet private-a cidr=10.0.1.0/24
  cluster work
    service web
      container app image=nginx
ssm-parameter greeting

web -> private-a : runs
app -> greeting : read
`;
  await studio.openDesign("two.sketch", bare);
  await studio.drag(await studio.port("app"), await studio.middle("greeting"), { drop: false });
  await expect(preview(page)).toContainText("ssm:PutParameter");
  await page.mouse.up();
  await expect(adds(studio)).toContainText("ssm:PutParameter");
});

test("from a connection the way leads to its statement in the role's cards, and back", async ({ page, studio }) => {
  await studio.openDesign(
    "own.sketch",
    `vpc main
  subnet open access=public cidr=10.0.0.0/24
  cluster work
    service web public_address=true
      container app image=nginx
bucket photos
role worker statements=[{Effect=Allow, Action=s3:GetObject, Resource="*"}]
web -> open : runs
web -> worker : assumes
app -> photos : read
`,
  );
  await studio.select("app");
  await studio.inspector.getByRole("button", { name: /^app reads photos/ }).first().click();
  await adds(studio).getByRole("button", { name: "worker: statement 1" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("worker");
  const effect = studio.field("statements").locator(".entry-card").first().getByLabel("Effect");
  await expect(effect).toBeFocused();
  await expect(effect).toBeInViewport();
  await studio.field("statements").getByRole("button", { name: "Needed: app reads photos" }).click();
  await adds(studio).getByRole("button", { name: "worker: added by connections" }).click();
  const added = studio.field("statements").locator("[data-for]").getByRole("button", { name: "app reads photos" }).first();
  await expect(added).toBeFocused();
  await expect(added).toBeInViewport();
});

test("the preview is complete at 200 %, and axe has nothing to say of it", async ({ page, studio }) => {
  await withoutPull(studio);
  // As many CSS pixels as a window of 1280 by 900 has at 200 %.
  await page.setViewportSize({ width: 640, height: 450 });
  for (const name of ["Palette", "Inspector", "Drawer"]) await page.getByRole("button", { name, exact: true }).click();
  await page.locator(".gone").getByRole("button", { name: "Dismiss" }).click();
  await studio.surface.focus();
  await page.keyboard.press("Shift+1");
  // Ports have room, and the target is not where the canvas scrolls by itself.
  await page.getByRole("button", { name: "Zoom in" }).click();
  await studio.drag(await studio.port("app"), await studio.middle("unicorn"), { drop: false });
  await expect(preview(page)).toContainText("parameter AppImageTag");
  const box = await preview(page).boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(640);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(450);
  await page.screenshot({ path: artefact("effects-200.png") });
  expect(await axe(page)).toEqual([]);
  await page.mouse.up();
});

test.describe("a finger", () => {
  test.use({ hasTouch: true });

  test("sees what the drop would change", async ({ page, studio }) => {
    await withoutPull(studio);
    await page.locator(".gone").getByRole("button", { name: "Dismiss" }).click();
    // A card that is smaller than a fingertip has no ports for fingers.
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.getByRole("button", { name: "Show everything" }).click();
    const app = await studio.middle("app");
    await page.touchscreen.tap(app.x, app.y);
    const { x, y, width, height } = await studio.box("app");
    const unicorn = await studio.middle("unicorn");
    const client = await page.context().newCDPSession(page);
    const send = (type, touchPoints) => client.send("Input.dispatchTouchEvent", { type, touchPoints });
    const from = { x: x + width, y: y + height / 2 };
    await send("touchStart", [from]);
    for (let step = 1; step <= 6; step += 1) await send("touchMove", [{ x: from.x + ((unicorn.x - from.x) * step) / 6, y: from.y + ((unicorn.y - from.y) * step) / 6 }]);
    await expect(preview(page)).toContainText("parameter AppImageTag");
    await page.screenshot({ path: artefact("effects-touch.png") });
    await send("touchEnd", []);
    await expect(preview(page)).toHaveCount(0);
    await expect(adds(studio)).toContainText("parameter AppImageTag");
  });
});
