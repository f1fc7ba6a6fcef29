// Draws a picture as pixels that carry their design, and finds it in them; loaded when somebody first wants one.
// The most pixels on a side that browsers draw. Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/canvas#maximum_canvas_size
const MOST = 16384;

/** What the text with the design is called, in a PNG as in an SVG. */
const KEYWORD = "groundplan-design";
/** The start of such a text: its name, no compression, no language. Source: https://www.w3.org/TR/png-3/#11iTXt */
const START = `${KEYWORD}\0\0\0\0\0`;
/** Where a second chunk may begin: behind the signature and the chunk IHDR. */
const BEHIND_HEADER = 33;

/** Draws an SVG as a PNG that carries its design, `scale` pixels a unit on each side. The error says why there is none. */
export async function drawPng(svg, scale) {
  const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    if (Math.max(canvas.width, canvas.height) > MOST) {
      throw new Error(`found ${canvas.width} x ${canvas.height} pixels, expected at most ${MOST} on a side: choose a smaller size or the SVG`);
    }
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (pixels === null) throw new Error("this browser has not enough memory for it: choose a smaller size or the SVG");
    const design = new DOMParser().parseFromString(svg, "image/svg+xml").getElementById(KEYWORD)?.textContent;
    return design ? new Blob([pixels.slice(0, BEHIND_HEADER), chunk(START + design), pixels.slice(BEHIND_HEADER)], { type: "image/png" }) : pixels;
  } finally {
    URL.revokeObjectURL(source);
  }
}

/** A chunk with a text. Source: https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(text) {
  const content = new TextEncoder().encode(`iTXt${text}`);
  // Its checksum. Source: https://www.w3.org/TR/png-3/#D-CRCAppendix
  let sum = -1;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
  }
  const bytes = new DataView(new ArrayBuffer(content.length + 8));
  bytes.setUint32(0, content.length - 4);
  new Uint8Array(bytes.buffer).set(content, 4);
  bytes.setUint32(content.length + 4, ~sum);
  return bytes;
}

/** The design in a PNG. The error says why there is none. */
export async function designIn(file) {
  const bytes = new DataView(await file.arrayBuffer());
  for (let at = 8; at + 12 <= bytes.byteLength; ) {
    const length = bytes.getUint32(at);
    // Of a chunk with pixels its beginning is read alone.
    const text = (from, size) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes.buffer, from, Math.min(size, bytes.byteLength - from)));
    const most = length - START.length;
    if (most >= 0 && text(at + 4, 4 + START.length) === `iTXt${START}`) return text(at + 8 + START.length, most);
    at += length + 12;
  }
  throw new Error("found a PNG without a design in it, expected one that Groundplan exported");
}

/** Saves an SVG as a PNG file. */
export async function savePng(svg, scale, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await drawPng(svg, scale));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Copies an SVG as pixels. Some browsers let a page do that right after a click alone: before they are drawn. */
export async function copyPng(svg, scale) {
  if (!globalThis.ClipboardItem) throw new Error("this browser copies no pictures");
  await navigator.clipboard.write([new ClipboardItem({ "image/png": drawPng(svg, scale) })]);
}
