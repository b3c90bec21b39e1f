// The office pages' only script of our own: CSRF for htmx, and the shortcut to search.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const headers = event.detail?.ctx?.request?.headers;
  if (token && headers) headers["X-CSRFToken"] = decodeURIComponent(token[1]);
});
// Pressed twice, a form is sent once: what it makes would be there twice. A page that stays (a file
// was the answer) can send it again after a while.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sent.get(form) ?? -Infinity) < 5000) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const box = document.getElementById("q");
  if (event.key === "/" && !typing && box) {
    event.preventDefault();
    box.focus();
  }
});
// An error summary takes the focus, so that a screen reader starts there.
// Where the address names a part of the page, the browser leaves autofocus aside.
(document.querySelector("[role=alert][tabindex]") ?? document.querySelector(":target [autofocus]"))?.focus();
// "Pick all" of a table of rows.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) {
    box.checked = all.checked;
  }
});
// Each table says what it lists, its cells carry their column's heading for the narrow view, and
// a table that is wider than its place can be scrolled from the keyboard.
function dressTables() {
  const headings = [...document.querySelectorAll("main h1, main h2, main h3")];
  for (const table of document.querySelectorAll("main table")) {
    const before = headings.filter(
      (one) => one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const name = before.at(-1)?.innerText.trim() ?? document.title;
    if (!table.caption && !table.ariaLabel) table.ariaLabel = name;
    if (table.classList.contains("cards")) label(table);
    const box = table.closest(".scroll");
    if (!box) continue;
    const wide = box.scrollWidth > box.clientWidth + 1;
    // A group, not a region: the section around it often is a landmark of that name already.
    for (const [key, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", name]]) {
      if (wide) box.setAttribute(key, value);
      else box.removeAttribute(key);
    }
  }
}
function label(table) {
  // A heading that is only for screen readers says nothing that the cell does not say.
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) =>
    cell.querySelector(".sr") ? "" : cell.innerText.trim(),
  );
  const bodies = [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])];
  for (const row of bodies.flatMap((body) => [...body.rows])) {
    let column = 0;
    for (const cell of row.cells) {
      if (names[column] && cell.colSpan === 1) cell.dataset.label = names[column];
      column += cell.colSpan;
      const text = cell.textContent.trim();
      cell.classList.toggle("blank", text === "–" || (text === "" && !cell.children.length));
    }
  }
  // Laid out as blocks, a table would no longer be one to a screen reader.
  table.setAttribute("role", "table");
  for (const part of table.querySelectorAll("thead, tbody, tfoot")) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) row.setAttribute("role", "row");
  for (const cell of table.querySelectorAll("td")) cell.setAttribute("role", "cell");
  for (const cell of table.querySelectorAll("th")) cell.setAttribute("role", "columnheader");
}
dressTables();
addEventListener("resize", dressTables);
document.addEventListener("htmx:after:swap", dressTables);
// On a phone the menu scrolls: begin where one is.
document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
// A chip puts its text where the cursor of a text box stands.
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-into]");
  const box = chip && document.getElementById(chip.dataset.into);
  if (!box) return;
  box.setRangeText(chip.dataset.text, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
// A button prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});
// A wall screen asks again after a while: not while nobody sees it. What does not come stays as it
// was, and the page says of when it is.
const board = document.querySelector("[data-refresh]");
if (board) setInterval(lookAgain, Number(board.dataset.refresh) * 1000);
async function lookAgain() {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [".heading", "#board"]) {
    const [now, then] = [found.querySelector(part), document.querySelector(part)];
    if (now && then) then.innerHTML = now.innerHTML;
  }
  dressTables();
}
