// The workbench's own script: no result stands beside numbers it does not belong to, and nothing
// typed is lost, whatever the network, the server or a click on a link does.
let changed = document.getElementById("workbench")?.hasAttribute("data-unsaved") ?? false;
let sending = false;

const ours = (event) => event.target.closest?.("#workbench") != null;

// "" when the result is that of the form; else why it is not, in the words of the template.
function say(why) {
  const box = document.getElementById("unsent");
  if (!box) return;
  document.getElementById("workbench").classList.toggle("stale", why !== "");
  box.hidden = why === "";
  for (const words of box.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
}

document.addEventListener("input", (event) => {
  if (ours(event)) changed = true;
});
document.addEventListener("htmx:before:request", (event) => {
  if (ours(event)) changed = true;
});
// An answer that is not the workbench's (an error page, the page to sign in) replaces nothing.
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
document.addEventListener("htmx:after:swap", () => say(""));
addEventListener("online", () => {
  if (document.getElementById("unsent")?.hidden === false) document.getElementById("again").click();
});

// Sending the form is no leaving; a file that is downloaded leaves the page as it is.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "bench") return;
  sending = true;
  setTimeout(() => {
    sending = false;
  }, 4000);
});
addEventListener("beforeunload", (event) => {
  if (changed && !sending) event.preventDefault();
});
