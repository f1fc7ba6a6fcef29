// Statements of a policy: written by completion with the mouse and by keyboard alone, and what they come to beside them.
import { artefact, axe, expect, test } from "./studio.mjs";

const design = `vpc main
  subnet open access=public
  cluster work
    service web public_address=true
      container app
bucket photos
table votes
role worker
kms-key secrets

web -> open : runs
web -> worker : assumes
app -> photos : read
`;

test.beforeEach(async ({ studio }) => {
  await studio.open();
  await studio.openDesign("statements.sketch", design);
  await studio.select("worker");
});

const field = (studio) => studio.field("statements");
const combo = (studio, name) => field(studio).getByRole("combobox", { name, exact: true });
const options = (studio) => field(studio).getByRole("listbox");
const comes = (studio, number) => field(studio).getByRole("group", { name: `What statement ${number} comes to` });

test("a statement is written with the mouse, its evaluation follows, and undo takes it back step by step", async ({ studio }) => {
  await field(studio).getByRole("button", { name: "Add statement" }).click();
  const action = combo(studio, "Add action to statement 1");
  await expect(action).toBeFocused();
  await action.fill("dynamodb:getit");
  await options(studio).getByRole("option", { name: /^dynamodb:GetItem/ }).click();
  await expect(combo(studio, "Action 1 of statement 1")).toHaveValue("dynamodb:GetItem");
  await expect(field(studio).locator(".words")).toHaveText("read");
  const resource = combo(studio, "Add resource to statement 1");
  await resource.click();
  await options(studio).getByRole("option", { name: /DynamoDB table votes/ }).click();
  await expect(combo(studio, "Resource 1 of statement 1")).toHaveValue("!GetAtt VotesTable.Arn");
  await expect(comes(studio, 1)).toContainText("dynamodb:GetItem on votes allowed");
  await combo(studio, "Effect").selectOption("Deny");
  await expect(comes(studio, 1)).toContainText("dynamodb:GetItem on votes denied");
  const { text } = await studio.export("Template as YAML");
  expect(text).toContain("dynamodb:GetItem");
  expect(text).toContain("Effect: Deny");
  for (const left of ["Allow", null]) {
    await studio.undo.click();
    if (left) await expect(combo(studio, "Effect")).toHaveValue(left);
  }
  await expect(combo(studio, "Resource 1 of statement 1")).toHaveCount(0);
  await studio.undo.click();
  await expect(combo(studio, "Action 1 of statement 1")).toHaveCount(0);
});

test("a statement is written, ordered, copied and removed by keyboard alone", async ({ page, studio }) => {
  await field(studio).getByRole("button", { name: "Add statement" }).press("Enter");
  await expect(combo(studio, "Add action to statement 1")).toBeFocused();
  await page.keyboard.type("s3:Get*");
  await expect(options(studio).getByRole("option").first()).toContainText(/s3:Get\* \d+ actions: .*read/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(combo(studio, "Action 1 of statement 1")).toHaveValue("s3:Get*");
  await combo(studio, "Add resource to statement 1").focus();
  await page.keyboard.type("photos");
  await expect(options(studio).getByRole("option").first()).toContainText("photos");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(comes(studio, 1)).toContainText("Needed: app reads photos");
  await field(studio).getByRole("button", { name: "Duplicate statement 1" }).press("Enter");
  await expect(page.locator(":focus")).toHaveAttribute("id", /-1-Effect$/);
  await page.keyboard.press("D");
  await field(studio).getByRole("button", { name: "Move up statement 2" }).press("Enter");
  await expect(field(studio).getByRole("button", { name: "Move up statement 1" })).toBeFocused();
  expect(await studio.listed("Sketch")).toMatch(/statements=\[\{Effect=Deny, .*\{Effect=Allow, /);
  await expect(comes(studio, 2)).toContainText("denied");
  await field(studio).getByRole("button", { name: "Remove statement 1" }).press("Enter");
  await expect(field(studio).getByRole("button", { name: "Add statement" })).toBeFocused();
  await expect(comes(studio, 1)).not.toContainText("denied");
});

test("a mistake stands at its statement with the repair, and a connection that needs it is a press away", async ({ studio }) => {
  const written = design.replace("role worker", 'role worker statements=[{Effect=Allow, Action=sqs:SendMessage, Resource="*"}, {Effect=Allow, Action=s3:GetObjekt, Resource=!Sub "${PhotosBucket.Arn}/*"}]');
  await studio.openDesign("wrong.sketch", written);
  await studio.select("worker");
  const second = field(studio).getByRole("listitem").filter({ has: studio.page.getByRole("group", { name: "Statement 2", exact: true }) });
  await expect(second.locator(".words")).toHaveText("no action of AWS");
  await second.getByRole("button", { name: /Use s3:GetObject/ }).click();
  await expect(combo(studio, "Action 1 of statement 2")).toHaveValue("s3:GetObject");
  await comes(studio, 2).getByRole("button", { name: "Needed: app reads photos" }).click();
  await expect(studio.inspector).toContainText("Connection");
});

test("conditions have their operators and keys completed, and what the form has no row for is kept and named", async ({ page, studio }) => {
  const written = design.replace("kms-key secrets", 'kms-key secrets policy_statements=[{Sid=Ours, Effect=Allow, Principal={AWS="*"}, Action="kms:Decrypt", Resource="*"}]');
  await studio.openDesign("key.sketch", written);
  await studio.select("secrets");
  const statements = studio.field("policy_statements");
  await expect(statements.getByText("Further elements: Sid, Principal")).toBeVisible();
  await statements.getByText("Conditions", { exact: true }).click();
  await statements.getByRole("combobox", { name: "Operator of new condition, statement 1" }).fill("stringeq");
  await statements.getByRole("listbox").getByRole("option", { name: /^StringEquals the same text/ }).click();
  await statements.getByRole("combobox", { name: "Key of new condition, statement 1" }).fill("viaserv");
  await statements.getByRole("listbox").getByRole("option", { name: /^kms:ViaService/ }).click();
  await statements.getByRole("textbox", { name: "Value of new condition, statement 1" }).fill("s3.eu-west-1.amazonaws.com");
  await page.keyboard.press("Tab");
  await expect(statements.getByText("Conditions: 1")).toBeVisible();
  expect(await studio.listed("Sketch")).toContain(
    'policy_statements=[{Sid=Ours, Effect=Allow, Principal={AWS=*}, Action=kms:Decrypt, Resource=*, Condition={StringEquals={kms:ViaService=s3.eu-west-1.amazonaws.com}}}]',
  );
});

for (const colorScheme of ["light", "dark"]) {
  test(`the cards are accessible in ${colorScheme}, also where there is little room`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await field(studio).getByRole("button", { name: "Add statement" }).click();
    await combo(studio, "Add action to statement 1").fill("s3:GetObject");
    await expect(options(studio).getByRole("option").first()).toBeVisible();
    await page.screenshot({ path: artefact(`${colorScheme}-statement-completion.png`) });
    expect(await axe(page, ".inspector")).toEqual([]);
    await page.keyboard.press("Enter");
    await combo(studio, "Add resource to statement 1").fill("photos");
    await expect(options(studio).getByRole("option", { name: /photos/ }).first()).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(comes(studio, 1)).toContainText("allowed");
    await page.screenshot({ path: artefact(`${colorScheme}-statement.png`) });
    expect(await axe(page, ".inspector")).toEqual([]);
    await page.setViewportSize({ width: 360, height: 640 });
    await combo(studio, "Effect").scrollIntoViewIfNeeded();
    await page.screenshot({ path: artefact(`${colorScheme}-statement-narrow.png`) });
    const overflow = await page.locator(".inspector").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
