// What a connection changes in the template: said before it is dropped, and to be looked at afterwards.
import { artefact, expect, test } from "./studio.mjs";

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
