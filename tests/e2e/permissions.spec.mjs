// What a container may do: by target, with the connection that grants it; by the program's role and by the agent's.
import { artefact, axe, expect, test } from "./studio.mjs";

const design = `vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
bucket photos
repository images
table votes
role worker statements=[{Effect=Deny, Action=dynamodb:DeleteItem, Resource="*"}] managed_policies=[arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]

web -> open : runs
app -> photos : read
app -> images : pulls
worker -> votes : write
`;

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("permissions.sketch", design);
});

const section = (studio) => studio.inspector.getByRole("group", { name: "What it may do" });
const row = (studio, target) => section(studio).getByRole("listitem").filter({ has: studio.page.getByRole("button", { name: target, exact: true }) });

test("a container shows what its program may do at run time, and the agent at start", async ({ page, studio }) => {
  await studio.select("app");
  const atRunTime = section(studio).getByRole("radio", { name: "At run time" });
  await expect(atRunTime).toBeChecked();
  await expect(section(studio)).toContainText("WebTaskRole");
  await expect(row(studio, "photos").filter({ hasText: "s3:GetObject" })).toContainText("allowed");
  await expect(section(studio)).not.toContainText("ecr:BatchGetImage");
  // By keyboard, as radio buttons go.
  await atRunTime.focus();
  await page.keyboard.press("ArrowDown");
  await expect(section(studio).getByRole("radio", { name: "At start" })).toBeChecked();
  await expect(section(studio)).toContainText("WebExecutionRole");
  await expect(row(studio, "images")).toContainText("ecr:BatchGetImage");
  await row(studio, "images").getByRole("button", { name: "app pulls from images" }).press("Enter");
  await expect(studio.inspector).toContainText("Connection");
});

test("a refused grant says what refuses it, and policies of AWS are read when their list has come", async ({ studio }) => {
  await studio.select("worker");
  const refused = row(studio, "votes").filter({ hasText: "denied" });
  await expect(refused).toContainText("dynamodb:DeleteItem");
  await expect(refused).toContainText("By hand");
  await expect(row(studio, "votes").filter({ hasText: "allowed" })).toContainText("dynamodb:PutItem");
  await expect(section(studio).getByRole("listitem").filter({ hasText: "Everything" })).toContainText("s3:Get*");
  await expect(studio.status).toHaveText("1 error, 1 hint");
  await row(studio, "votes").first().getByRole("button", { name: "votes", exact: true }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("votes");
});

for (const colorScheme of ["light", "dark"]) {
  test(`the section is accessible in ${colorScheme}`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await studio.select("worker");
    await expect(row(studio, "votes").filter({ hasText: "denied" })).toBeVisible();
    await section(studio).scrollIntoViewIfNeeded();
    await page.screenshot({ path: artefact(`${colorScheme}-what-it-may-do.png`) });
    expect(await axe(page, ".inspector")).toEqual([]);
  });
}
