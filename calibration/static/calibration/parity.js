// Pointing at cells fills the box that is in hand; a range may always be typed instead.
const form = document.getElementById("mapping");
const grid = document.getElementById("grid");
const place = document.getElementById("spot-place");
const says = document.getElementById("spot-says");
const RANGE = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/;

let box = null; // the box that is in hand
let from = null; // where a drag began
let to = null;

const column = (letters) => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
const split = (cell) => {
  const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(cell.dataset.place);
  return [Number(row), column(letters), letters];
};

// Every rectangle of a text like "B5:B10, 'Other'!C3" that lies in the sheet on show.
function areas(text) {
  const sheet = grid.querySelector("table").dataset.sheet;
  const main = form.elements.sheet.value;
  return text.split(/[,;]/).flatMap((part) => {
    const cut = part.lastIndexOf("!");
    const named = cut < 0 ? main : part.slice(0, cut).trim().replace(/^'|'$/g, "");
    const found = RANGE.exec(part.slice(cut + 1).trim().toUpperCase());
    if (!found || named !== sheet) return [];
    const [, left, top, right = left, bottom = top] = found;
    return [[Number(top), column(left), Number(bottom), column(right)]];
  });
}

function paint(name, rectangles) {
  for (const cell of grid.querySelectorAll("td[data-place]")) {
    const [row, at] = split(cell);
    const inside = ([top, left, bottom, right]) => row >= top && row <= bottom && at >= left && at <= right;
    cell.classList.toggle(name, rectangles.some(inside));
  }
}

// What all boxes hold is tinted; what the box in hand holds stands out.
function show() {
  const texts = [...form.querySelectorAll("[data-range]")].map((each) => each.value);
  paint("mine", texts.filter(Boolean).flatMap(areas));
  paint("picked", box ? areas(box.value) : []);
}

function take(next) {
  if (box !== next) from = to = null;
  box?.classList.remove("current");
  box = next;
  box?.classList.add("current");
  show();
}

function tell(cell) {
  place.textContent = cell ? cell.dataset.place : "";
  const words = cell ? [cell.textContent, cell.dataset.formula].filter(Boolean).join("   ") : "";
  says.textContent = words || (cell ? "–" : says.dataset.none);
}

function fill() {
  if (!box || !from || !to) return;
  const [a, b, c, d] = [split(from), split(to)].flatMap(([row, at]) => [row, at]);
  const letters = (n) => (n > 26 ? letters(Math.floor((n - 1) / 26)) : "") + String.fromCharCode(65 + ((n - 1) % 26));
  const first = letters(Math.min(b, d)) + Math.min(a, c);
  const last = letters(Math.max(b, d)) + Math.max(a, c);
  const sheet = grid.querySelector("table").dataset.sheet;
  const other = sheet === form.elements.sheet.value ? "" : `'${sheet}'!`;
  box.value = other + (first === last ? first : `${first}:${last}`);
  show();
}

form.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-range]")) take(event.target);
});
form.addEventListener("input", show);

const cellOf = (event) => event.target.closest?.("td[data-place]");
grid.addEventListener("pointerdown", (event) => {
  const cell = cellOf(event);
  if (!cell || event.button > 0 || event.pointerType !== "mouse") return;
  from = event.shiftKey && from?.isConnected ? from : cell;
  to = cell;
  fill();
  grid.dataset.dragging = `${event.clientX},${event.clientY}`;
});
// A finger drags to scroll: it taps the ends of a range one after the other.
grid.addEventListener("click", (event) => {
  const cell = cellOf(event);
  if (!cell || event.pointerType === "mouse") return;
  from = from?.isConnected && from === to ? from : cell;
  to = cell;
  tell(cell);
  fill();
});
// The box keeps the focus, and the sheet does not scroll under a click.
grid.addEventListener("mousedown", (event) => {
  if (cellOf(event)) event.preventDefault();
});
grid.addEventListener("pointerover", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  tell(cell);
  // A sheet that moved under a resting pointer is no drag.
  if ("dragging" in grid.dataset && grid.dataset.dragging !== `${event.clientX},${event.clientY}`) {
    to = cell;
    fill();
  }
});
addEventListener("pointerup", () => delete grid.dataset.dragging);
grid.addEventListener("focusin", (event) => tell(cellOf(event)));

// Arrows move, Shift+arrows stretch, Enter takes the cell into the box in hand.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
grid.addEventListener("keydown", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  if (event.key === "Enter") {
    from = to = cell;
    fill();
    event.preventDefault();
  }
  const step = STEPS[event.key];
  if (!step) return;
  const row = cell.parentElement.parentElement.rows[cell.parentElement.sectionRowIndex + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]];
  event.preventDefault();
  if (!next?.dataset.place) return;
  if (event.shiftKey) {
    from = from?.isConnected ? from : cell;
    to = next;
    fill();
  }
  next.focus();
});

// Another part of the sheet leaves what was typed alone.
grid.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-turn]");
  if (!link) return;
  event.preventDefault();
  const answer = await fetch(`${link.href}&grid=1`, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) {
    location.assign(link.href);
    return;
  }
  grid.innerHTML = await answer.text();
  begin();
});

function begin() {
  from = to = null;
  grid.querySelector("td[data-place]")?.setAttribute("tabindex", "0");
  show();
}

begin();
const wrong = form.querySelector("[aria-invalid][data-range]");
take(wrong ?? [...form.querySelectorAll("[data-range]")].find((each) => !each.value) ?? null);
