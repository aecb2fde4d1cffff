// The screen that waits to be paired: asks every two seconds whether its code was approved.
import { post } from "/assets/wire.js";

const ASK_EVERY_MS = 2000;
const main = document.querySelector("main");

async function ask() {
  const answer = await post(main.dataset.claim, {}, { tries: 1 });
  if (answer.state === "paired") {
    location.replace(main.dataset.target);
  } else if (answer.state === "gone") {
    location.reload();
  } else {
    setTimeout(ask, ASK_EVERY_MS);
  }
}

ask();
