// Feedback on a phone: what is written stays on the phone until it was sent.
import { keep, read } from "/assets/public-kept.js";

const main = document.querySelector("#words");
const form = main.querySelector("form");
const text = form.elements.text;
const name = `words.${main.dataset.token}`;

const draft = read(name);
if (draft !== null && text.value === "") {
  text.value = draft.text;
  // The same feedback, if it had arrived after all.
  form.elements.note.value = draft.note;
  const topic = form.querySelector(`[name="topic"][value="${CSS.escape(draft.topic)}"]`);
  if (topic !== null) topic.checked = true;
}

form.addEventListener("input", () => {
  const topic = form.querySelector('[name="topic"]:checked')?.value ?? "";
  keep(name, { note: form.elements.note.value, topic, text: text.value });
});
form.addEventListener("submit", () => {
  form.querySelector("[type=submit]").disabled = true;
});
window.addEventListener("pageshow", () => {
  form.querySelector("[type=submit]").disabled = false;
});
