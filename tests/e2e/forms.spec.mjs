// Forms of kinds with many fields: groups that fold, the filter, rows, entries, parameters made of fields.
import { expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const group = (studio, title) => studio.inspector.locator(".field-group").filter({ has: studio.page.locator(".group-title", { hasText: title }) });

test("groups in which nothing is set are folded, and what a person unfolds stays so", async ({ page, studio }) => {
  await studio.select("app");
  const health = group(studio, "Health");
  await expect(health).not.toHaveAttribute("open");
  await expect(group(studio, "Network")).toHaveAttribute("open");
  await expect(group(studio, "Network").locator(".group-count")).toHaveText("1 set");
  await health.locator("> summary").focus();
  await page.keyboard.press("Enter");
  await expect(health).toHaveAttribute("open");
  await page.reload();
  await studio.select("app");
  await expect(health).toHaveAttribute("open");
});

test("a closed inspector keeps what was typed, and makes no form of what is selected meanwhile", async ({ page, studio }) => {
  const toggle = page.getByRole("button", { name: "Inspector", exact: true });
  const name = page.locator(".inspector").getByRole("textbox", { name: "Name", exact: true, includeHidden: true });
  await studio.select("web");
  const search = studio.inspector.getByRole("searchbox", { name: "Find a field" });
  await search.fill("cpu");
  await toggle.click();
  await expect(studio.inspector).toBeHidden();
  await toggle.click();
  await expect(search).toHaveValue("cpu");
  await toggle.click();
  const { x, y } = await studio.grip("votes");
  await page.mouse.click(x, y);
  await expect(page.getByRole("status")).toContainText("votes");
  await expect(name).toHaveCount(0);
  await toggle.click();
  await expect(name).toHaveValue("votes");
});

test("what several nodes share is set for all of them in one step, and what differs is said", async ({ page, studio }) => {
  await studio.select("votes");
  const addVoters = async () => {
    const { x, y } = await studio.grip("voters");
    await page.keyboard.down("Shift");
    await page.mouse.click(x, y);
    await page.keyboard.up("Shift");
  };
  await addVoters();
  await expect(studio.inspector).toContainText("2 selected");
  await group(studio, "Capacity").locator("> summary").click();
  const mode = studio.inspector.getByRole("combobox", { name: "Billing", exact: true });
  const before = await mode.inputValue();
  const other = await mode.locator("option").evaluateAll((all, before) => all.map((one) => one.value).find((value) => value !== before), before);
  await mode.selectOption(other);
  const sketch = await studio.listed("Sketch");
  const fieldOf = (text, name) => text.split("\n").find((line) => line.trim().startsWith(`table ${name} `));
  expect(fieldOf(sketch, "votes")).toContain(other);
  expect(fieldOf(sketch, "voters")).toContain(other);
  await studio.undo.click();
  await expect(studio.listing).not.toContainText(other);
  // Only one of them: the form of both says so.
  await studio.select("votes");
  await studio.inspector.getByRole("combobox", { name: "Billing", exact: true }).selectOption(other);
  await addVoters();
  await expect(studio.inspector.locator(".differing").filter({ hasText: `votes ${other}` })).toContainText(`voters ${before}`);
  // What is written whole is not among them: the others would lose what they have.
  await expect(studio.inspector.getByText("Global indexes")).toHaveCount(0);
  // Kinds without a field in common have no form.
  await page.keyboard.press("Control+a");
  await expect(studio.inspector).toContainText("24 selected");
  await expect(studio.inspector.locator(".field")).toHaveCount(0);
});

test("what a node and the whole design cost stands in the inspector, with the date of the prices", async ({ page, studio }) => {
  await studio.select("nat-a");
  await expect(studio.inspector.locator(".node-cost")).toHaveText(/^About \$36\.50 a month without traffic and use, .*us-east-1/);
  await page.keyboard.press("Escape");
  await studio.inspector.locator("summary", { hasText: "Cost" }).click();
  const rows = studio.inspector.locator(".standing tbody tr");
  await expect(rows.filter({ hasText: "nat-a" })).toContainText("$36.50");
  await expect(studio.inspector.locator(".standing tfoot")).toContainText(/Together, at least.*\$\d+/);
  await rows.filter({ hasText: "nat-b" }).getByRole("button").click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("nat-b");
});

test("a filter finds fields by their words, and shows only what is set", async ({ studio }) => {
  await studio.select("app");
  await expect(studio.field("port")).toBeVisible();
  const filter = studio.inspector.getByRole("searchbox", { name: "Find a field" });
  await filter.fill("health retries");
  await expect(studio.field("health_retries")).toBeVisible();
  await expect(studio.field("port")).toBeHidden();
  await filter.fill("no such words");
  await expect(studio.inspector).toContainText("No field has these words");
  await filter.fill("");
  await studio.inspector.getByRole("checkbox", { name: "Only set" }).check();
  await expect(studio.field("port")).toBeVisible();
  await expect(studio.field("protocol")).toBeHidden();
  await expect(group(studio, "Health")).toBeHidden();
  await studio.inspector.getByRole("checkbox", { name: "Only set" }).uncheck();
  await expect(studio.field("protocol")).toBeVisible();
});

test("what a kind or a field is for is told when somebody asks", async ({ studio }) => {
  await studio.select("web");
  const filter = studio.inspector.getByRole("searchbox", { name: "Find a field" });
  await filter.fill("outbound");
  const help = studio.field("outbound").locator(".help");
  await expect(help.locator("p")).toHaveCount(0);
  await help.locator("summary").click();
  await expect(help.locator("p")).toContainText([/TCP 443 to everywhere/, /^Takes no parameter, since .*: write a plain value$/]);
  await filter.fill("architecture");
  const source = studio.field("architecture").locator(".help");
  await source.locator("summary").click();
  await expect(source.getByRole("link", { name: "Reference" })).toHaveAttribute("href", /^https:\/\/docs\.aws\.amazon\.com\//);
  const about = studio.inspector.locator(".about");
  await about.locator("summary").click();
  await expect(about.locator("p")).toContainText(/\w+/);
  await expect(about.getByRole("link", { name: "Reference" })).toHaveAttribute("href", /^https:\/\/docs\.aws\.amazon\.com\//);
});

test("a list is edited in rows by keyboard alone, one undo step a row", async ({ page, studio }) => {
  await studio.select("task-role");
  const field = studio.field("managed_policies");
  await field.getByRole("button", { name: "Add item" }).focus();
  await page.keyboard.press("Enter");
  await expect(field.getByRole("textbox", { name: "item 1" })).toBeFocused();
  await page.keyboard.type("arn:aws:iam::aws:policy/One");
  await page.keyboard.press("Enter");
  await expect(field.getByRole("textbox", { name: "item 2" })).toBeFocused();
  await page.keyboard.type("<b>two</b>");
  await page.keyboard.press("Tab");
  expect(await studio.listed("Sketch")).toContain('managed_policies=[arn:aws:iam::aws:policy/One, "<b>two</b>"]');
  await field.getByRole("button", { name: "Remove item 1" }).click();
  await expect(field.getByRole("textbox")).toHaveValue("<b>two</b>");
  await studio.undo.click();
  await expect(field.getByRole("textbox")).toHaveCount(2);
  await studio.undo.click();
  await expect(field.getByRole("textbox")).toHaveCount(1);
  await studio.undo.click();
  await expect(field.getByRole("textbox")).toHaveCount(0);
  await expect(studio.undo).toBeDisabled();
});

test("a statement is entered part by part, or as text with the place of an error", async ({ studio }) => {
  await studio.select("task-role");
  const field = studio.field("statements");
  await field.getByRole("button", { name: "Add statement" }).click();
  const action = field.getByRole("combobox", { name: "Add action to statement 1" });
  await action.fill("s3:GetObject");
  await action.press("Tab");
  const resource = field.getByRole("combobox", { name: "Add resource to statement 1" });
  await resource.fill("!Sub \"arn:${AWS::Partition}:s3:::photos/*\"");
  await resource.press("Tab");
  expect(await studio.listed("Sketch")).toContain(
    'statements=[{Effect=Allow, Action=s3:GetObject, Resource=!Sub "arn:${AWS::Partition}:s3:::photos/*"}]',
  );
  await expect(studio.inspector.locator(".permissions")).toContainText("By hand");
  await expect(studio.inspector.locator(".permissions")).toContainText("s3:GetObject");
  await field.getByRole("button", { name: "Edit as text" }).click();
  const text = field.getByRole("textbox");
  await text.fill("[{Effect=Deny,\n  Action=[s3:*}]");
  await expect(field.locator(".problem")).toContainText(/Line 2, column \d+: found/);
  await field.getByRole("button", { name: /Line 2/ }).click();
  await expect(text).toBeFocused();
  await text.fill('[{"Effect": "Deny", "Action": "*", "Resource": "*"}]');
  await text.blur();
  await expect(field.locator(".problem")).toBeHidden();
  expect(await studio.listed("Sketch")).toContain("statements=[{Effect=Deny, Action=*, Resource=*}]");
  await field.getByRole("button", { name: "Edit in rows" }).click();
  await field.getByRole("button", { name: "Remove statement 1" }).click();
  expect(await studio.listed("Sketch")).not.toContain("statements=");
});

test("properties are written as a sketch or as JSON, nested as deep as a template has them", async ({ studio }) => {
  await studio.openDesign("r.sketch", "resource thing type=AWS::S3::Bucket\n");
  await studio.select("thing");
  const text = studio.field("properties").getByRole("textbox");
  await text.fill('{"BucketName": "photos", "Tags": [{"Key": "a", "Value": {"Ref": "AWS::Region"}}]');
  await expect(studio.field("properties").locator(".problem")).toContainText(/Line 1, column \d+: EOF/);
  await text.press("End");
  await text.pressSequentially("}");
  await expect(studio.field("properties").locator(".problem")).toBeHidden();
  await text.blur();
  expect(await studio.listed("Sketch")).toContain("properties={BucketName=photos, Tags=[{Key=a, Value=!Ref AWS::Region}]}");
  expect(await studio.listed("Template")).toContain("Value: !Ref AWS::Region");
  await studio.undo.click();
  await expect(text).toHaveValue("");
});

test("a field becomes a parameter and a plain value again", async ({ page, studio }) => {
  await studio.select("web");
  const cpu = studio.field("cpu");
  await cpu.getByRole("button", { name: "CPU: parameter or expression" }).click();
  const name = cpu.getByRole("textbox", { name: "New parameter" });
  await expect(name).toHaveValue("WebCpu");
  await name.fill("web-cpu");
  await cpu.getByRole("button", { name: "Make it" }).click();
  await expect(cpu.getByRole("alert")).toContainText("letters and digits alone");
  await name.fill("Size");
  await page.keyboard.press("Enter");
  await expect(cpu.locator(".expression")).toContainText(/Parameter Size, by default \d+/);
  const template = await studio.listed("Template");
  expect(template).toMatch(/ {2}Size:\s+Type: Number\s+Default: 512/);
  expect(template).toContain("Cpu: !Ref Size");
  // One step back, and forth again.
  await studio.undo.click();
  await expect(cpu.getByRole("combobox", { name: "CPU", exact: true })).toHaveValue("512");
  expect(await studio.listed("Template")).not.toContain("Size:");
  await studio.redo.click();
  // Another field takes the same parameter.
  const memory = studio.field("memory");
  await memory.getByRole("button", { name: "Memory: parameter or expression" }).click();
  await memory.getByRole("combobox", { name: "Take" }).selectOption("Size");
  await expect(memory.locator(".expression")).toContainText("Parameter Size");
  await cpu.getByRole("button", { name: "Show Size" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name of the parameter" })).toBeFocused();
  await expect(studio.inspector.locator(".uses")).toContainText("web, CPU");
  await studio.inspector.locator(".uses").getByRole("button", { name: "web, Memory" }).click();
  await memory.getByRole("button", { name: "Memory: parameter or expression" }).click();
  await memory.getByRole("button", { name: "Use its default instead" }).click();
  await expect(memory.getByRole("textbox", { name: "Memory", exact: true })).toHaveValue("512");
});

test("a choice among many is found by typing", async ({ page, studio }) => {
  await page.keyboard.press("Escape");
  await studio.inspector.getByRole("button", { name: "Add parameter" }).click();
  await expect(studio.inspector.getByRole("textbox", { name: "Name of the parameter" })).toBeFocused();
  const type = studio.inspector.getByRole("combobox", { name: "Type" });
  await type.fill("subnet");
  await expect(studio.inspector.getByRole("option")).toHaveText(["AWS::EC2::Subnet::Id", "List<AWS::EC2::Subnet::Id>"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(type).toHaveValue("List<AWS::EC2::Subnet::Id>");
  await expect(studio.inspector.getByRole("option")).toHaveCount(0);
  expect(await studio.listed("Template")).toContain('Type: "List<AWS::EC2::Subnet::Id>"');
});
