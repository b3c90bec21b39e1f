// A file dropped on the page is sent as if it had been chosen. Without this the form does the same.
document.body.classList.add("scripted");
document.getElementById("finding")?.focus();
const form = document.querySelector("form.drop");
if (form) {
  const input = form.querySelector("input[type=file]");
  const told = form.querySelector(".told");
  const most = Number(form.dataset.most);
  const send = () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > most) {
      told.textContent = told.dataset.large;
      return;
    }
    form.requestSubmit();
  };
  form.addEventListener("submit", (event) => {
    if (input.files[0]?.size > most) {
      event.preventDefault();
      told.textContent = told.dataset.large;
      return;
    }
    told.textContent = told.dataset.busy;
    form.querySelector("button").setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    told.textContent = "";
    form.querySelector("button").removeAttribute("aria-disabled");
  });
  // Anywhere on the page: else the browser would open the file instead.
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    send();
  });
}
