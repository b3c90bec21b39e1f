// The office pages' only script of our own: CSRF for htmx, and the shortcut to search.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const headers = event.detail?.ctx?.request?.headers;
  if (token && headers) headers["X-CSRFToken"] = decodeURIComponent(token[1]);
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
document.querySelector("[role=alert][tabindex]")?.focus();
// "Pick all" of a table of rows.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) {
    box.checked = all.checked;
  }
});
