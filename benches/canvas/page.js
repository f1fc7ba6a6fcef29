// Lets a harness of diagram editors measure the real page: keeps its graph as a design in the browser's storage before the page opens,
// as if a person had drawn it, and answers where its nodes are. The page knows nothing of it.
//
// The harness asks for `?n=<nodes>&view=100|fit` and expects `window.bench = { ready, nodeCenter, pan, wheel }`.

const WIDTH = 120;
const HEIGHT = 60;
const GAP = 30;
const COLUMNS = 5;
const ROWS = 4;
const PADDING = { x: 15, top: 30, bottom: 15 };
const GROUP = {
  width: COLUMNS * (WIDTH + GAP) - GAP + 2 * PADDING.x,
  height: ROWS * (HEIGHT + GAP) - GAP + PADDING.top + PADDING.bottom,
};
/** The height of the bar above the canvas. */
const BAR = 44;

const query = new URLSearchParams(location.search);
const count = Number(query.get("n") ?? 100);
const groups = Math.ceil(count / (COLUMNS * ROWS));
const across = Math.max(1, Math.round(Math.sqrt((groups * 1.6 * (GROUP.height + GAP)) / (GROUP.width + GAP))));

const nodes = [];
const connections = [];
for (let group = 0; group < groups; group++) {
  const frame = [(group % across) * (GROUP.width + GAP), Math.floor(group / across) * (GROUP.height + GAP), GROUP.width, GROUP.height];
  nodes.push({ id: count + group + 1, kind: "service", name: `VPC ${group}`, frame });
}
const connect = (from, to) => {
  if (to < count) connections.push({ id: count + groups + connections.length + 1, from: from + 1, to: to + 1, verb: "waits-for" });
};
for (let index = 0; index < count; index++) {
  const group = nodes[Math.floor(index / (COLUMNS * ROWS))];
  const place = index % (COLUMNS * ROWS);
  const [column, row] = [place % COLUMNS, Math.floor(place / COLUMNS)];
  const frame = [group.frame[0] + PADDING.x + column * (WIDTH + GAP), group.frame[1] + PADDING.top + row * (HEIGHT + GAP), WIDTH, HEIGHT];
  nodes.push({ id: index + 1, kind: "container", name: `Node ${index}`, parent: group.id, frame });
  if (column < COLUMNS - 1) connect(index, index + 1);
  if (row < ROWS - 1 && place % 2 === 0 && !(row === 2 && column === 4)) connect(index, index + COLUMNS);
  if (place === COLUMNS * ROWS - 1) connect(index, index + 1);
}
nodes.sort((one, other) => one.id - other.id);
const frames = new Map(nodes.map((node) => [node.id, node.frame]));

const bounds = {
  width: Math.min(across, groups) * (GROUP.width + GAP) - GAP,
  height: Math.ceil(groups / across) * (GROUP.height + GAP) - GAP,
};
const zoom = query.get("view") === "fit" ? Math.min((innerWidth - 80) / bounds.width, (innerHeight - 80) / bounds.height) : 1;
const corner = query.get("view") === "fit" ? [(innerWidth - zoom * bounds.width) / 2, (innerHeight - zoom * bounds.height) / 2] : [60, 60];

localStorage.setItem("groundplan.design", JSON.stringify({ groundplan: 1, name: "Graph", region: "eu-west-1", nodes, connections }));
localStorage.setItem("groundplan.view", `${-corner[0] / zoom} ${-(corner[1] - BAR) / zoom} ${zoom}`);
for (const panel of ["palette", "inspector", "drawer"]) localStorage.setItem(`groundplan.${panel}`, "closed");

/** The camera as the page shows it: `translate(x, y) scale(zoom)` on the layer. */
const camera = () => {
  const { left, top } = document.querySelector(".canvas").getBoundingClientRect();
  const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector(".layer")).transform);
  return { zoom: a, x: left + e, y: top + f };
};

window.bench = {
  ready: new Promise((resolve) => {
    const look = () => {
      if (document.documentElement.dataset.started && document.querySelector("[data-node]")) resolve();
      else requestAnimationFrame(look);
    };
    look();
  }),
  nodeCenter(index) {
    const drawn = document.querySelector(`[data-node="node-${index + 1}"] rect`)?.getBoundingClientRect();
    if (drawn) return { x: drawn.x + drawn.width / 2, y: drawn.y + drawn.height / 2 };
    const [x, y, width, height] = frames.get(index + 1);
    const { zoom, x: left, y: top } = camera();
    return { x: left + (x + width / 2) * zoom, y: top + (y + height / 2) * zoom };
  },
  pan: { x: 20, y: 400, button: "middle" },
  wheel: { deltaY: 7, ctrl: true },
};
