// The procedure editor's own script: names go into formulas with a click, what is typed is never
// overwritten by an older answer, and the page says when something could not be kept.
let last = null; // the formula that names go into
let pending = false;
let leaving = false;

const ours = (event) => event.target.closest?.("#editor") != null;

function say(why) {
  const box = document.getElementById("unsent");
  if (!box) return;
  box.hidden = why === "";
  for (const words of box.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
}

// The names that a formula may use stand below it while one is in it.
document.addEventListener("focusin", (event) => {
  const field = event.target.closest?.("[data-names]");
  if (!field || field === last) return;
  last = field;
  for (const old of document.querySelectorAll(".box > ul.names")) old.remove();
  const list = document.querySelector(`#names > ul[data-list="${field.dataset.names}"]`);
  if (!list || !list.children.length) return;
  const shown = list.cloneNode(true);
  shown.hidden = false;
  field.after(shown);
});
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-insert]");
  if (!chip || !last) return;
  const name = chip.dataset.insert;
  const at = name.endsWith("()") ? name.length - 1 : name.length;
  const { selectionStart: from, selectionEnd: to } = last;
  last.setRangeText(name, from, to, "end");
  last.selectionStart = last.selectionEnd = from + at;
  last.dispatchEvent(new Event("input", { bubbles: true }));
  last.focus();
});

document.addEventListener("input", (event) => {
  if (ours(event)) pending = true;
});
// Requests wait for each other: each says what the one before it has kept.
document.addEventListener("htmx:before:request", (event) => {
  const body = event.detail.ctx?.request?.body;
  const known = document.querySelector("#state [name=revision]");
  if (known && body?.set && body.has("revision")) body.set("revision", known.value);
});
// What stands in a box is newer than any answer.
document.addEventListener("htmx:before:morph:attr", (event) => {
  if (event.detail.attrName === "value" && event.target.closest?.("#try")) event.preventDefault();
});
document.addEventListener("htmx:before:response", (event) => {
  if (!ours(event)) return;
  const answer = event.detail.ctx.response.raw;
  if (answer.ok && !answer.redirected) return;
  event.preventDefault();
  const out = answer.redirected || answer.status === 401 || answer.status === 403;
  say(out ? "out" : "server");
});
document.addEventListener("htmx:error", (event) => {
  if (ours(event) && event.detail.ctx && !event.detail.ctx.response) say("offline");
});
document.addEventListener("htmx:after:swap", () => {
  pending = false;
  say("");
  if (last && !last.isConnected) last = null;
});
addEventListener("online", () => {
  if (document.getElementById("unsent")?.hidden === false) document.getElementById("again").click();
});
// A place in the summary opens what it is folded into.
addEventListener("hashchange", reveal);
function reveal() {
  const box = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!box) return;
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  box.scrollIntoView({ block: "center" });
  box.focus();
}
reveal();
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#strip a[href^='#']");
  if (link) setTimeout(reveal);
});
document.addEventListener("submit", (event) => {
  if (event.target.id === "form") leaving = true;
});
addEventListener("beforeunload", (event) => {
  if (pending && !leaving) event.preventDefault();
});
