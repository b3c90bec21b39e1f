// The editor of papers: what is typed stays in the browser until it is saved, and the page says
// when the sheet beside it could not be drawn.
const form = document.getElementById("paper");
const place = `paper:${location.pathname.replace(/edit\/$/, "")}`;
const PASSED_OVER = ["csrfmiddlewaretoken", "seen", "more", "language", "do"];
let pending = false;
let leaving = false;

function typed() {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !PASSED_OVER.includes(name)) found[name] = value;
  }
  return found;
}
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "null");
  } catch {
    return null;
  }
}
function fill(values) {
  for (const box of form.elements) {
    if (!box.name || PASSED_OVER.includes(box.name) || box.type === "file") continue;
    if (box.type === "checkbox") box.checked = box.name in values;
    else if (box.type === "radio") box.checked = values[box.name] === box.value;
    else if (box.name in values) box.value = values[box.name];
  }
}

if (new URLSearchParams(location.search).has("saved")) {
  sessionStorage.removeItem(place);
  history.replaceState(null, "", location.pathname);
}
if (form) begin();

function begin() {
  const before = stored();
  const note = document.getElementById("kept");
  // An answer to what was typed shows it: only a page that was read anew may lack it.
  pending = "typed" in form.dataset;
  if (pending) sessionStorage.setItem(place, JSON.stringify(typed()));
  note.hidden = pending || before === null || JSON.stringify(before) === JSON.stringify(typed());
  document.getElementById("bring-back").addEventListener("click", () => {
    fill(before);
    note.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.getElementById("forget").addEventListener("click", () => {
    sessionStorage.removeItem(place);
    note.hidden = true;
  });

  form.addEventListener("input", () => {
    pending = true;
    sessionStorage.setItem(place, JSON.stringify(typed()));
  });
  // A box outside the form (the side-by-side switch) belongs to it all the same.
  document.addEventListener("change", (event) => {
    if (event.target.form === form && !form.contains(event.target)) {
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  form.addEventListener("submit", (event) => {
    leaving = event.submitter?.formTarget !== "_blank";
  });
  addEventListener("beforeunload", (event) => {
    if (pending && !leaving) event.preventDefault();
  });

  const unseen = document.getElementById("unseen");
  document.addEventListener("htmx:before:response", (event) => {
    const answer = event.detail.ctx.response.raw;
    if (answer.ok && !answer.redirected) return;
    event.preventDefault();
    unseen.hidden = false;
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx && !event.detail.ctx.response) unseen.hidden = false;
  });
  document.addEventListener("htmx:after:swap", () => {
    unseen.hidden = true;
  });
  // A fault's link goes to the box itself.
  function reveal() {
    const box = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!box || !form.contains(box)) return;
    box.scrollIntoView({ block: "center" });
    box.focus();
  }
  addEventListener("hashchange", reveal);
}
