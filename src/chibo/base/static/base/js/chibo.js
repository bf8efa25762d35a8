// What scripts add to pages that work without them. One small module for each thing.
import "./popups.js";
import "./passwords.js";
import "./busy.js";
import "./troubles.js";
import "./messages.js";
import "./days.js";
import "./buttons.js";
import "./uploads.js";

for (const element of document.querySelectorAll(".needs-script[hidden]")) {
  element.hidden = false;
}
