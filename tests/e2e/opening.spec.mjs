// Opening files: sketches, saved designs, pictures; broken ones and hostile ones.
import { example, expect, test } from "./studio.mjs";

test.beforeEach(({ studio }) => studio.open());

const small = 'design "Small"\n\nvpc net cidr=10.1.0.0/16\nrepository images\n';

test("a sketch, a saved design and an exported picture open", async ({ page, studio }) => {
  await studio.openDesign("small.sketch", small);
  await expect(studio.node("images")).toHaveCount(1);
  await expect(studio.node("web")).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Name of the design" })).toHaveValue("Small");
  const [design, picture] = [await studio.export("Design"), await studio.export("Picture, dark")];
  const sketch = await studio.export("Sketch");

  await studio.openDesign("unicorn.sketch", example);
  await expect(studio.node("web")).toHaveCount(1);
  for (const file of [design, picture]) {
    await studio.openDesign(file.name, file.text);
    await expect(studio.node("web")).toHaveCount(0);
    expect((await studio.export("Sketch")).text).toBe(sketch.text);
    await page.keyboard.press("Control+z");
    await expect(studio.node("web")).toHaveCount(1);
  }
});

test("a file dropped on the page opens", async ({ page, studio }) => {
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "dropped.sketch"));
    return data;
  }, small);
  await page.dispatchEvent(".app", "drop", { dataTransfer: data });
  await expect(studio.notice).toContainText("dropped.sketch is open");
  await expect(studio.node("images")).toHaveCount(1);
});

test("a broken sketch gives line and column and leaves the design as it was", async ({ studio }) => {
  const before = await studio.listed("Sketch");
  await studio.openText("broken.sketch", "vpc main cidr=10.0.0.0/16\n  subnet a oops\nx -> y : z\n");
  await expect(studio.notice).toContainText("broken.sketch was not opened");
  await expect(studio.notice).toContainText("broken.sketch:2:16:");
  await expect(studio.notice).toContainText("The open design is as it was");
  expect(await studio.listing.textContent()).toBe(before);
  await expect(studio.undo).toBeDisabled();
  await studio.notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(studio.notice).toHaveCount(0);
});

test("a new design is empty, says what to do, and can be taken back", async ({ page, studio }) => {
  await page.locator("summary", { hasText: "Open" }).click();
  await page.getByRole("button", { name: "New design" }).click();
  await expect(page.locator(".empty-state")).toContainText("Drag a kind from the palette");
  await expect(page.locator("[data-node]")).toHaveCount(0);
  for (const tab of ["Findings", "Template", "Script", "Sketch", "Outline"]) await studio.tab(tab);
  await studio.undo.click();
  await expect(studio.node("web")).toHaveCount(1);
  await studio.redo.click();
  await page.locator(".empty-state").getByRole("button", { name: "Open the example" }).click();
  await expect(studio.node("web")).toHaveCount(1);
});

/** A saved design with members that are to be tried. */
const saved = (more) => JSON.stringify({ groundplan: 1, name: "Hostile", region: "eu-west-1", nodes: [], connections: [], ...more });

/** What a refusal says beside the name of the file, where more than "The open design is as it was" is to be said. */
const reasons = {
  "wrong types.json": /nodes: .*expected a list|nodes\[/,
  "another version.json": /found 99, expected at most 1/,
  "truncated.json": /at line 1, column \d+/,
  "a picture with a broken design.svg": /no JSON|line \d+/,
  "many problems.sketch": /:1:1: /,
  "deep.json": /:\d+:\d+: |too deep|levels/,
};

const markup = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

// Each opens or is refused with a reason. None executes anything or stops the page.
const hostile = {
  "names with markup.sketch": `design "${markup.replaceAll('"', '\\"')}"\nrepository "${markup.replaceAll('"', '\\"')}"\n# ${markup}\nlog-group "a'b\\"c"\n`,
  "markup in fields.sketch": `vpc "x-->" cidr="${markup.replaceAll('"', '\\"')}"\n  security-group "]]>" \nrepository r name="\${AWS::Region}$(id)"\n`,
  "control characters.sketch": `repository "a\u0000b\u001b[31m\u202e\u2028c"\nrepository "tab\there"\n`,
  "a long name.sketch": `repository ${"x".repeat(5000)}\nrepository "${"y ".repeat(2500)}"\n`,
  "deep nesting.sketch": Array.from({ length: 500 }, (_, depth) => `${"  ".repeat(depth)}vpc v${depth}`).join("\n"),
  "many problems.sketch": "? ? ?\n".repeat(5000),
  "an empty file.sketch": "",
  "not text.sketch": "\u0000\ufffd\u0007".repeat(1000),
  "deep.json": "[".repeat(100000),
  "deep objects.json": '{"a":'.repeat(50000),
  "null.json": "null",
  "a number.json": "12",
  "a list.json": "[1,2,3]",
  "nothing in it.json": "{}",
  "wrong types.json": saved({ nodes: "none", connections: 7, name: {} }),
  "another version.json": saved({ groundplan: 99 }),
  "truncated.json": saved({ nodes: [{ id: 1, kind: "vpc", name: "net" }] }).slice(0, -40),
  "a member that is none.json": `{"groundplan":1,"__proto__":{"polluted":1},"nodes":[{"id":1,"kind":"vpc","name":"__proto__","fields":{"__proto__":"x"}}],"connections":[]}`,
  "five megabytes.sketch": `# ${"x".repeat(5_000_000)}\nvpc net\n`,
  "a thousand levels.sketch": Array.from({ length: 1000 }, (_, depth) => `${"  ".repeat(depth)}vpc v${depth}`).join("\n"),
  "a picture of something else.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"><script>window.hacked=1</script></svg>`,
  "a picture with a broken design.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata id="groundplan-design">{"groundplan":</metadata></svg>`,
};

for (const [name, text] of Object.entries(hostile)) {
  test(`a hostile file does no harm: ${name}`, async ({ page, studio }) => {
    await studio.openText(name, text);
    await expect(studio.notice).toContainText(name);
    await expect(studio.notice).toContainText(/ is open|The open design is as it was/);
    if (reasons[name]) await expect(studio.notice).toContainText(reasons[name]);
    for (const tab of ["Findings", "Template", "Script", "Sketch", "Outline"]) await studio.tab(tab);
    expect(await page.evaluate(() => window.hacked ?? {}.polluted)).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    // The page still works: another file opens.
    await studio.openText("small.sketch", small);
    await expect(studio.notice).toContainText("small.sketch is open");
    await expect(studio.node("images")).toHaveCount(1);
    await page.reload();
    await expect(studio.node("images")).toHaveCount(1);
  });
}

// The same for a saved design whose parts contradict each other. `real` makes one that the page itself exported hostile.
const contradictions = {
  "a node in itself": (nodes) => (nodes[1].parent = nodes[1].id),
  "two nodes in each other": (nodes) => ([nodes[1].parent, nodes[2].parent] = [nodes[2].id, nodes[1].id]),
  "a parent that is not there": (nodes) => (nodes[1].parent = 987654),
  "huge frames": (nodes) => nodes.forEach((node) => (node.frame = node.frame && enlarge(node.frame))),
  "frames of wrong types": (nodes) => nodes.forEach((node) => (node.frame = "wide")),
  "a kind that nobody knows": (nodes) => (nodes[3].kind = "<b>quantum</b>"),
  "huge numbers in fields": (nodes) => nodes.forEach((node) => (node.fields = { cpu: 1e308, memory: -9007199254740993, desired_count: 1e21, port: 99999999999 })),
  "fields of wrong types": (nodes) => nodes.forEach((node) => (node.fields = { cpu: [], memory: {}, cidr: null, port: true, desired_count: "many", environment: 7, access: { Ref: 3 } })),
};

function enlarge(frame) {
  if (Array.isArray(frame)) return frame.map(() => 2147483647);
  return Object.fromEntries(Object.keys(frame).map((key) => [key, key === "width" || key === "height" ? 2147483647 : -2147483648]));
}

for (const [name, change] of Object.entries(contradictions)) {
  test(`a saved design that contradicts itself does no harm: ${name}`, async ({ page, studio }) => {
    const design = JSON.parse((await studio.export("Design")).text);
    // The saved form may keep its nodes in a list or by id.
    const list = Array.isArray(design.nodes) ? design.nodes : Object.entries(design.nodes).map(([id, node]) => Object.assign(node, { id: Number(id) }));
    change(list);
    if (!Array.isArray(design.nodes)) list.forEach((node) => delete node.id);
    await studio.openText("contradiction.groundplan.json", JSON.stringify(design));
    await expect(studio.notice).toContainText("contradiction.groundplan.json");
    for (const tab of ["Findings", "Template", "Script", "Sketch", "Outline"]) await studio.tab(tab);
    await page.keyboard.press("Shift+Digit1");
    await studio.openText("small.sketch", small);
    await expect(studio.notice).toContainText("small.sketch is open");
    await expect(studio.node("images")).toHaveCount(1);
  });
}

test("every example opens by its name, and Undo brings back what was open", async ({ page, studio }) => {
  const name = page.getByRole("textbox", { name: "Name of the design" });
  const before = await name.inputValue();
  await page.locator("summary", { hasText: "Open" }).click();
  const examples = page.getByRole("group", { name: "Open an example" }).getByRole("button");
  await expect(examples.first()).toBeVisible();
  const titles = await examples.allTextContents();
  await page.keyboard.press("Escape");
  for (const title of titles) {
    await page.locator("summary", { hasText: "Open" }).click();
    await page.getByRole("button", { name: title, exact: true }).click();
    await expect(name).toHaveValue(title);
  }
  while (await studio.undo.isEnabled()) await studio.undo.click();
  await expect(name).toHaveValue(before);
});
