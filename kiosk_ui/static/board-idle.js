// Pictures and videos of the centre's own folder while nobody is called. Nothing comes from the network outside.
import { make } from "/assets/board-parts.js";

const PICTURE_MS = 15000;
const FOLDER = "/board/idle/";
const VIDEO = /\.(mp4|webm)$/i;

export class Idle {
  constructor(place) {
    this.place = place;
    this.calm = [...place.children]; // what stands there without any picture
    this.files = [];
    this.next = 0;
    this.timer = 0;
    this.running = false;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** Begin to show; asks for the files anew, so that a picture put there today is seen today. */
  async start() {
    if (this.running) return;
    this.running = true;
    try {
      const answer = await fetch(FOLDER, { cache: "no-store" });
      this.files = (await answer.json()).files.filter((name) => !this.still || !VIDEO.test(name));
    } catch {
      this.files = [];
    }
    if (this.running) this.show();
  }

  /** Clear the place at once: somebody is called. */
  stop() {
    if (!this.running) return;
    this.running = false;
    clearTimeout(this.timer);
    this.place.replaceChildren(...this.calm);
  }

  show() {
    clearTimeout(this.timer);
    if (!this.running || this.files.length === 0) return;
    const name = this.files[this.next % this.files.length];
    this.next += 1;
    const address = FOLDER + encodeURIComponent(name);
    const shown = VIDEO.test(name) ? this.video(address) : this.picture(address);
    shown.addEventListener("error", () => this.leave(name));
    this.place.replaceChildren(shown);
  }

  picture(address) {
    const image = make("img", "board-media");
    image.src = address;
    image.alt = "";
    if (this.files.length > 1 && !this.still) this.timer = setTimeout(() => this.show(), PICTURE_MS);
    return image;
  }

  video(address) {
    const video = make("video", "board-media");
    Object.assign(video, { src: address, muted: true, autoplay: true, playsInline: true });
    video.loop = this.files.length === 1;
    video.addEventListener("ended", () => this.show());
    return video;
  }

  /** A file that this browser cannot show is left out until the next time. */
  leave(name) {
    this.files = this.files.filter((other) => other !== name);
    if (this.files.length === 0) this.place.replaceChildren(...this.calm);
    else this.timer = setTimeout(() => this.show(), 500);
  }
}
